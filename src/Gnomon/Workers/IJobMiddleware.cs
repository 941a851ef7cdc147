namespace Gnomon.Workers;

/// <summary>Stands around every handler that this process runs. A new instance is made for each attempt, in the
/// attempt's scope, unless the host's services say otherwise.</summary>
public interface IJobMiddleware
{
    /// <summary>Runs one attempt: what is done before awaiting <paramref name="next"/> comes before the handler, what is
    /// done after it comes after. An exception may be caught and another thrown, see
    /// <see cref="JobFailedException"/> and <see cref="SnoozeException"/>.</summary>
    /// <param name="job">The attempt.</param>
    /// <param name="next">The next middleware, and in the end the handler.</param>
    /// <returns>The result as UTF-8 JSON; empty for none.</returns>
    ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job, JobDelegate next);
}
