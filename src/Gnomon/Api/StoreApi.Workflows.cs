using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workflows;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    /// <inheritdoc/>
    public async Task<SubmittedWorkflowDocument> SubmitWorkflowAsync(
        WorkflowDraftDocument workflow, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var now = _time.GetUtcNow();
        var id = workflow.Id is null ? new WorkflowId(JobId.New(now).Value) : WorkflowMapping.ToId(workflow.Id);
        var draft = Compile(id, WorkflowMapping.ToPlan(workflow));
        // The nodes first: once the jobs are stored, nothing may fail before the answer.
        var nodes = await CallAsync(() => _parts.Cluster.ListAsync(cancellation)).ConfigureAwait(false);
        var answer = await CallAsync(() => _parts.Store.EnqueueWorkflowAsync(draft, cancellation)).ConfigureAwait(false);
        var fresh = answer.Jobs.Count(job => job.Outcome == EnqueueOutcome.Created);
        switch (answer.Outcome)
        {
            case WorkflowOutcome.Refused:
                throw TakenKey(draft, answer);
            case WorkflowOutcome.HasEnded when answer.Jobs.Any(job => job.Outcome != EnqueueOutcome.SameId):
                throw ApiProblems.Conflict($"Workflow {id} has ended or was cancelled; steps cannot join it any more.");
        }

        var outcome = answer.Outcome == WorkflowOutcome.Created ? SubmittedWorkflowDocument.Created
            : fresh > 0 ? SubmittedWorkflowDocument.Joined : SubmittedWorkflowDocument.SameId;
        var warnings = fresh > 0 ? WarningsOf(draft, new SubmitWarnings(nodes, now)) : [];
        return new SubmittedWorkflowDocument(id.ToString(), outcome, draft.Jobs.Count, warnings);
    }

    /// <inheritdoc/>
    public async Task<WorkflowDocument> GetWorkflowAsync(string id, TimeSpan wait, CancellationToken cancellation)
    {
        var workflow = WorkflowMapping.ToId(id);
        if (wait > ApiLimits.MaxResultWait) wait = ApiLimits.MaxResultWait;
        var waiter = new WorkflowWaiter(_parts, _time);
        var found = await CallAsync(() => new ValueTask<WorkflowInfo?>(waiter.WaitAsync(workflow, wait, cancellation)))
            .ConfigureAwait(false) ?? throw Unknown(workflow);
        var steps = await StepsAsync(workflow, null, ApiLimits.DefaultPage, cancellation).ConfigureAwait(false);
        return WorkflowStates.ToDocument(found) with { Steps = steps };
    }

    /// <inheritdoc/>
    public async Task<WorkflowListDocument> ListWorkflowsAsync(
        WorkflowListQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filter = new WorkflowFilter
        {
            State = query.State is null ? null : WorkflowStates.Parse("state", query.State), Broadcast = false,
            Schedule = query.Schedule,
        };
        var page = await CallAsync(
            () => _parts.Query.ListWorkflowsAsync(filter, query.Cursor, ToLimit(query.Limit), cancellation))
            .ConfigureAwait(false);
        return new WorkflowListDocument([.. page.Items.Select(WorkflowStates.ToDocument)], page.Next);
    }

    /// <inheritdoc/>
    public async Task<StepListDocument> ListStepsAsync(
        string id, string? cursor, int? limit, CancellationToken cancellation)
    {
        var workflow = WorkflowMapping.ToId(id);
        await FindWorkflowAsync(workflow, cancellation).ConfigureAwait(false);
        return await StepsAsync(workflow, cursor, ToLimit(limit), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> DrawWorkflowAsync(string id, CancellationToken cancellation)
    {
        var workflow = WorkflowMapping.ToId(id);
        await FindWorkflowAsync(workflow, cancellation).ConfigureAwait(false);
        var jobs = new List<Job>();
        string? cursor = null;
        do
        {
            var page = await CallAsync(
                () => _parts.Query.ListStepsAsync(workflow, cursor, ApiLimits.MaxPage, cancellation))
                .ConfigureAwait(false);
            jobs.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return new WorkflowPicture(jobs).Draw();
    }

    /// <inheritdoc/>
    public Task<WorkflowControlDocument> CancelWorkflowAsync(string id, CancellationToken cancellation) =>
        ChangeAsync(id, WorkflowAction.Cancel, "it has ended and cannot be cancelled", cancellation);

    /// <inheritdoc/>
    public Task<WorkflowControlDocument> RetryWorkflowAsync(string id, CancellationToken cancellation) =>
        ChangeAsync(
            id, WorkflowAction.Retry,
            "no job of it has failed or was cancelled, jobs of it are still to stop, or a key is taken", cancellation);

    /// <inheritdoc/>
    public Task<WorkflowControlDocument> RestartWorkflowAsync(string id, CancellationToken cancellation) =>
        ChangeAsync(
            id, WorkflowAction.Restart, "only one that has ended can be restarted, and only while its keys are free",
            cancellation);

    /// <inheritdoc/>
    public Task DeleteWorkflowAsync(string id, CancellationToken cancellation) =>
        ChangeAsync(id, WorkflowAction.Delete, "only one that has ended can be deleted; cancel it first", cancellation);

    /// <inheritdoc/>
    public Task<WorkflowControlDocument> SignalWorkflowAsync(
        string id, string signal, JsonElement? payload, CancellationToken cancellation)
    {
        CheckName("signal", signal);
        var request = new WorkflowControl(WorkflowMapping.ToId(id), WorkflowAction.Signal)
        {
            Signal = signal, Payload = ApiJson.ToBytes("payload", payload),
        };
        return ChangeAsync(request, "it has ended and hears no signals", cancellation);
    }

    private static WorkflowDraft Compile(WorkflowId id, WorkflowPlan plan)
    {
        try
        {
            return WorkflowCompiler.Compile(id, plan);
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.From(error);
        }
    }

    private static ApiException TakenKey(WorkflowDraft draft, WorkflowAnswer answer)
    {
        for (var i = 0; i < answer.Jobs.Count; i++)
        {
            if (answer.Jobs[i].Outcome != EnqueueOutcome.Rejected) continue;
            var (step, key) = (draft.Jobs[i].Spec.Workflow!.Step, draft.Jobs[i].Spec.Key);
            return ApiProblems.Duplicate(
                $"steps.{step}.key", answer.Jobs[i].Job.ToString(),
                $"Job {answer.Jobs[i].Job} holds the key '{key}' of step '{step}'; nothing of the workflow is stored.");
        }

        return ApiProblems.Conflict($"The store refused workflow {draft.Id} without a reason.");
    }

    /// <summary>Each different warning once: a thousand members without a handler are one.</summary>
    private static List<string> WarningsOf(WorkflowDraft draft, SubmitWarnings warnings) =>
    [
        .. draft.Jobs.Where(job => job.Spec.Handler != WorkflowCompiler.Join).SelectMany(warnings.Of).Distinct()
            .Take(ApiLimits.MaxWarnings),
    ];

    private static ApiException Unknown(WorkflowId id) => ApiProblems.NotFound($"There is no workflow {id}.");

    private async ValueTask<WorkflowInfo> FindWorkflowAsync(WorkflowId id, CancellationToken cancellation) =>
        await CallAsync(() => _parts.Query.GetWorkflowAsync(id, cancellation)).ConfigureAwait(false)
        ?? throw Unknown(id);

    private async Task<StepListDocument> StepsAsync(
        WorkflowId id, string? cursor, int limit, CancellationToken cancellation)
    {
        var page = await CallAsync(() => _parts.Query.ListStepsAsync(id, cursor, limit, cancellation))
            .ConfigureAwait(false);
        var names = page.Items.ToDictionary(job => job.Id, job => job.Spec.Workflow!.Step);
        foreach (var job in page.Items) await AddNamesAsync(job, names, cancellation).ConfigureAwait(false);
        return new StepListDocument([.. page.Items.Select(job => WorkflowStates.ToStep(job, names))], page.Next);
    }

    /// <summary>Looks up the names of the steps that a job waits for and that are not known yet.</summary>
    private async ValueTask AddNamesAsync(Job job, Dictionary<JobId, string> names, CancellationToken cancellation)
    {
        foreach (var parent in (job.Spec.Workflow?.Parents ?? []).Take(ApiLimits.MaxAfter))
        {
            if (names.ContainsKey(parent.Job)) continue;
            var found = await CallAsync(() => _parts.Query.GetJobAsync(parent.Job, cancellation)).ConfigureAwait(false);
            if (found?.Spec.Workflow is { } place) names[parent.Job] = place.Step;
        }
    }

    private Task<WorkflowControlDocument> ChangeAsync(
        string id, WorkflowAction action, string whyNot, CancellationToken cancellation) =>
        ChangeAsync(new WorkflowControl(WorkflowMapping.ToId(id), action), whyNot, cancellation);

    private async Task<WorkflowControlDocument> ChangeAsync(
        WorkflowControl request, string whyNot, CancellationToken cancellation)
    {
        var id = request.Workflow;
        var answer = await CallAsync(() => _parts.Store.ControlWorkflowAsync(request, cancellation))
            .ConfigureAwait(false);
        if (answer.Outcome == ControlOutcome.NotFound) throw Unknown(id);
        var found = await CallAsync(() => _parts.Query.GetWorkflowAsync(id, cancellation)).ConfigureAwait(false);
        var state = found is null ? "removed" : WorkflowStates.Format(found.State);
        return answer.Outcome switch
        {
            ControlOutcome.NotAllowed => throw ApiProblems.Conflict($"Workflow {id} is {state}: {whyNot}."),
            ControlOutcome.Requested => new WorkflowControlDocument(id.ToString(), ControlDocument.Requested, state),
            _ => new WorkflowControlDocument(id.ToString(), ControlDocument.Done, state),
        };
    }
}
