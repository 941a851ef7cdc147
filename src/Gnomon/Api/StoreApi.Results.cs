using Gnomon.Store;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    /// <inheritdoc/>
    public async Task<JobResultDocument> GetResultAsync(string id, TimeSpan wait, CancellationToken cancellation)
    {
        var job = JobMapping.ToId(id);
        if (wait > ApiLimits.MaxResultWait) wait = ApiLimits.MaxResultWait;
        var waiter = new JobWaiter(_parts, _time);
        var found = await CallAsync(() => new ValueTask<Job?>(waiter.WaitAsync(job, wait, cancellation)))
            .ConfigureAwait(false);
        return JobMapping.ToResult(found ?? throw Unknown(job));
    }
}
