using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;
using Gnomon.Workflows;

namespace Gnomon.Api;

/// <summary>The handler of schedules whose ticks make a workflow: each tick's job stores one, and lives until it has ended.
/// </summary>
internal sealed class WorkflowHandler(StoreParts parts)
{
    /// <summary>The name that the jobs of such schedules have; every process that runs jobs has the handler.</summary>
    public const string Name = "gnomon:workflow";

    private readonly TickWork _work = new(parts);

    /// <exception cref="SnoozeException">The workflow has not ended; it holds no slot meanwhile.</exception>
    /// <exception cref="JobFailedException">The workflow is refused, or failed.</exception>
    public ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job) =>
        _work.RunAsync(job, id => StoreAsync(id, job), work => FailureAsync(work, job.Cancellation));

    private async Task StoreAsync(WorkflowId id, JobContext job)
    {
        try
        {
            var document = ApiJson.Read(job.Spec.Args.Span, GnomonJson.Default.WorkflowDraftDocument);
            var plan = WorkflowMapping.ToPlan(document);
            var draft = WorkflowCompiler.Compile(id, plan) with
            {
                Schedule = job.Spec.Schedule, Tick = job.Spec.Tick, CreateOnly = true, Parent = job.Token,
            };
            var answer = await parts.Store.EnqueueWorkflowAsync(draft, job.Cancellation).ConfigureAwait(false);
            if (answer.Outcome == WorkflowOutcome.Refused) throw Refusal(draft, answer);
        }
        catch (Exception refused) when (refused is ApiException or InvalidJobException)
        {
            throw new JobFailedException(refused.Message, refused) { Permanent = true };
        }
    }

    private static JobFailedException Refusal(WorkflowDraft draft, WorkflowAnswer answer)
    {
        for (var i = 0; i < answer.Jobs.Count; i++)
            if (answer.Jobs[i] is { Outcome: EnqueueOutcome.Rejected } taken)
                return new JobFailedException(
                    $"step '{draft.Jobs[i].Spec.Workflow!.Step}' has the key '{draft.Jobs[i].Spec.Key}', which job "
                    + $"{taken.Job} holds; nothing of the workflow is stored") { Permanent = true };
        return new JobFailedException("nothing of the workflow is stored: this attempt has ended");
    }

    private async Task<string> FailureAsync(WorkflowInfo workflow, CancellationToken cancellation)
    {
        var failed = new List<Job>();
        foreach (var state in new[] { JobState.Dead, JobState.Expired })
        {
            var filter = new JobFilter { Workflow = workflow.Id, State = state };
            var page = await parts.Query.ListJobsAsync(filter, null, TickWork.MaxNamed, cancellation)
                .ConfigureAwait(false);
            failed.AddRange(page.Items);
        }

        var count = workflow.Jobs.GetValueOrDefault(JobState.Dead) + workflow.Jobs.GetValueOrDefault(JobState.Expired);
        var named = failed.Take(TickWork.MaxNamed).Select(
            job => $"{job.Spec.Workflow?.Step}: {job.Error?.Split('\n', 2)[0] ?? job.State.ToString().ToLowerInvariant()}");
        var rest = count > TickWork.MaxNamed ? $"; and {count - TickWork.MaxNamed} more" : "";
        return $"{count} of {workflow.Jobs.Values.Sum()} steps of workflow {workflow.Id} failed: "
            + string.Join("; ", named) + rest;
    }
}
