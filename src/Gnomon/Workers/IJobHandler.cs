namespace Gnomon.Workers;

/// <summary>Runs jobs of one kind. A new instance is made for each attempt, in a scope of its own.</summary>
/// <typeparam name="TArgs">The arguments; the type declares the handler's name with
/// <see cref="Jobs.JobNameAttribute"/>.</typeparam>
public interface IJobHandler<in TArgs>
{
    /// <summary>Runs one attempt. Returning means success; throwing means failure, see
    /// <see cref="JobFailedException"/> and <see cref="SnoozeException"/>.</summary>
    Task RunAsync(TArgs args, JobContext job, CancellationToken cancellation);
}
