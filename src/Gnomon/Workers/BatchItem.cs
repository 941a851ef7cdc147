namespace Gnomon.Workers;

/// <summary>One job of a batch.</summary>
/// <typeparam name="TArgs">The arguments.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
public sealed class BatchItem<TArgs, TResult>
{
    private readonly TaskCompletionSource<TResult> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable? _wait;

    /// <param name="args">Its arguments.</param>
    /// <param name="job">Its attempt.</param>
    /// <param name="wait">To end before the attempt hears of its outcome.</param>
    internal BatchItem(TArgs args, JobContext job, IDisposable? wait) => (Args, Job, _wait) = (args, job, wait);

    /// <summary>Its arguments.</summary>
    public TArgs Args { get; }

    /// <summary>Its attempt, with its own token, log, progress and cancellation.</summary>
    public JobContext Job { get; }

    /// <summary>Ends when the item has its outcome.</summary>
    internal Task<TResult> Outcome => _outcome.Task;

    /// <summary>The job succeeded. The first outcome of an item counts.</summary>
    public void Succeed(TResult result)
    {
        _wait?.Dispose();
        _outcome.TrySetResult(result);
    }

    /// <summary>The job failed, as if its handler had thrown this: <see cref="JobFailedException"/> and
    /// <see cref="SnoozeException"/> mean what they always do. The first outcome of an item counts.</summary>
    public void Fail(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _wait?.Dispose();
        _outcome.TrySetException(error);
    }
}
