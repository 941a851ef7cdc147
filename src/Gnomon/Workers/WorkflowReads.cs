using System.Runtime.CompilerServices;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Workers;

/// <summary>What a job of a workflow can read of it while it runs.</summary>
internal sealed class WorkflowReads(IJobQuery query, Payloads payloads)
{
    /// <summary>Few enough that a page of the largest results fits in memory.</summary>
    private const int PageSize = 50;

    /// <exception cref="CannotRunHereException">A result is encrypted with a key that is not here.</exception>
    public async IAsyncEnumerable<ParentResult> ParentsAsync(
        JobId job, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? cursor = null;
        do
        {
            var page = await query.ListParentsAsync(job, cursor, PageSize, cancellation).ConfigureAwait(false);
            foreach (var parent in page.Items)
                yield return new ParentResult(parent.Id, parent.Spec.Workflow!.Step, parent.State)
                {
                    Result = payloads.OpenResult(parent.Spec.Handler, parent.Result), Error = parent.Error,
                    Skipped = parent.Skipped, IsGroup = IsGroup(parent),
                };
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    public async ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> SignalsAsync(
        WorkflowId workflow, CancellationToken cancellation)
    {
        var info = await query.GetWorkflowAsync(workflow, cancellation).ConfigureAwait(false);
        return info?.Signals ?? new Dictionary<string, ReadOnlyMemory<byte>>();
    }

    private static bool IsGroup(Job job) => job.Spec is { Handler: JoinHandler.Name, Workflow.TakesResults: true };
}
