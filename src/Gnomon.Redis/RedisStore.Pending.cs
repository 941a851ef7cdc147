#pragma warning disable CS1591
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis;

public sealed partial class RedisStore
{
    public ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(WorkflowDraft draft, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(WorkflowControl request, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<WorkflowInfo?> GetWorkflowAsync(WorkflowId id, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<Page<WorkflowInfo>> ListWorkflowsAsync(WorkflowFilter filter, string? cursor, int limit, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<Page<Job>> ListStepsAsync(WorkflowId workflow, string? cursor, int limit, CancellationToken cancellation) => throw new NotImplementedException();
    public ValueTask<Page<Job>> ListParentsAsync(JobId job, string? cursor, int limit, CancellationToken cancellation) => throw new NotImplementedException();
}
