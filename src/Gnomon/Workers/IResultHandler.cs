namespace Gnomon.Workers;

/// <summary>Runs jobs of one kind and returns a result that is kept with the job. A new instance is made for each
/// attempt, in a scope of its own.</summary>
/// <typeparam name="TArgs">The arguments; the type declares the handler's name with
/// <see cref="Jobs.JobNameAttribute"/>.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
public interface IResultHandler<in TArgs, TResult>
{
    /// <summary>Runs one attempt. Throwing means failure, see <see cref="JobFailedException"/> and
    /// <see cref="SnoozeException"/>.</summary>
    Task<TResult> RunAsync(TArgs args, JobContext job, CancellationToken cancellation);
}
