namespace Gnomon.Workers;

/// <summary>Runs many jobs of one kind at once, with an outcome for each. A new instance is made for each batch, in a
/// scope of its own.</summary>
/// <typeparam name="TArgs">The arguments; the type declares the handler's name with
/// <see cref="Jobs.JobNameAttribute"/>.</typeparam>
/// <typeparam name="TResult">The result of one job.</typeparam>
public interface IBatchHandler<TArgs, TResult>
{
    /// <summary>Runs one attempt of each job. An item that has no outcome when this ends has failed: with what this
    /// threw, or for want of an outcome.</summary>
    /// <param name="batch">1 or more jobs; each is settled as soon as it has its outcome.</param>
    /// <param name="cancellation">Fires when every job of the batch has been asked to stop; that of a single one is its
    /// <see cref="JobContext.Cancellation"/>.</param>
    Task RunAsync(IReadOnlyList<BatchItem<TArgs, TResult>> batch, CancellationToken cancellation);
}
