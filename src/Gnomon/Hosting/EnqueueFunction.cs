using Gnomon.Client;
using Gnomon.Jobs;

namespace Gnomon.Hosting;

/// <summary>A function as a middleware.</summary>
internal sealed class EnqueueFunction(Func<JobDraft, JobDraft> prepare) : IEnqueueMiddleware
{
    public ValueTask<JobDraft> PrepareAsync(JobDraft draft, CancellationToken cancellation) =>
        ValueTask.FromResult(prepare(draft));
}
