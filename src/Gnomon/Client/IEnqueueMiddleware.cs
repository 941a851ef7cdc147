using Gnomon.Jobs;

namespace Gnomon.Client;

/// <summary>Sees every job that this process enqueues before it is stored, whether from code, over HTTP, or because it
/// fires the tick of a schedule (<see cref="JobSpec.Tick"/> is set then, and the arguments may be encrypted already).
/// </summary>
public interface IEnqueueMiddleware
{
    /// <summary>Looks at one draft.</summary>
    /// <returns>What to store: the draft, or another one made from it with <c>with</c>. Its id must stay.</returns>
    /// <exception cref="InvalidJobException">Thrown to refuse the job, and with it the whole call. A tick whose job is
    /// refused is recorded as a skip with the reason.</exception>
    ValueTask<JobDraft> PrepareAsync(JobDraft draft, CancellationToken cancellation);
}
