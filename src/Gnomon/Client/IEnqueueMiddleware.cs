using Gnomon.Jobs;

namespace Gnomon.Client;

/// <summary>Sees every job that this process enqueues before it is stored, whether from code or over HTTP. Jobs that
/// the ticks of schedules make do not pass here.</summary>
public interface IEnqueueMiddleware
{
    /// <summary>Looks at one draft.</summary>
    /// <returns>What to store: the draft, or another one made from it with <c>with</c>. Its id must stay.</returns>
    /// <exception cref="InvalidJobException">Thrown to refuse the job, and with it the whole call.</exception>
    ValueTask<JobDraft> PrepareAsync(JobDraft draft, CancellationToken cancellation);
}
