using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workflows;

namespace Gnomon.Client;

/// <summary>Workflows.</summary>
public sealed partial class JobClient
{
    /// <summary>Stores a workflow with all its jobs, or nothing of it.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="InvalidJobException">A step cannot be; the message names it and says what is allowed.</exception>
    /// <exception cref="DuplicateJobException">A job's key is taken.</exception>
    /// <exception cref="InvalidOperationException">The workflow of this id has ended, so that nothing can join it.
    /// </exception>
    /// <exception cref="StoreException">The store cannot take it.</exception>
    public Task<WorkflowId> EnqueueWorkflowAsync(WorkflowBuilder workflow, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        return StoreAsync(workflow, null, cancellation);
    }

    /// <summary>One workflow as it is now, or null.</summary>
    public async Task<WorkflowInfo?> GetWorkflowAsync(WorkflowId id, CancellationToken cancellation = default) =>
        await _parts.Query.GetWorkflowAsync(id, cancellation).ConfigureAwait(false);

    /// <summary>Waits until all jobs of a workflow have ended.</summary>
    /// <param name="id">The workflow.</param>
    /// <param name="most">The longest wait; null for no bound.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The workflow as it is then, ended or not; null when there is none.</returns>
    public Task<WorkflowInfo?> WaitWorkflowAsync(
        WorkflowId id, TimeSpan? most = null, CancellationToken cancellation = default) =>
        new WorkflowWaiter(_parts, _time).WaitAsync(id, most ?? Timeout.InfiniteTimeSpan, cancellation);

    /// <summary>The job of a step, or null. A group's job is the last of it and has its name.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="step">The step's whole name, such as <c>thumbs/3</c>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<Job?> GetStepAsync(WorkflowId workflow, string step, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(step);
        return GetAsync(StepIds.Of(workflow, step), cancellation);
    }

    /// <summary>The result of a step that succeeded.</summary>
    /// <exception cref="InvalidOperationException">The step is not there or did not succeed, or its result cannot be read
    /// here.</exception>
    public Task<TResult?> GetStepResultAsync<TResult>(
        WorkflowId workflow, string step, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(step);
        return GetResultAsync<TResult>(StepIds.Of(workflow, step), cancellation);
    }

    /// <summary>Tells a workflow that something happened outside. The first signal of a name counts.</summary>
    public Task<ControlOutcome> SignalAsync(
        WorkflowId id, string signal, CancellationToken cancellation = default) =>
        SignalAsync(id, signal, ReadOnlyMemory<byte>.Empty, cancellation);

    /// <summary>Tells a workflow that something happened outside, and what.</summary>
    public Task<ControlOutcome> SignalAsync<TPayload>(
        WorkflowId id, string signal, TPayload payload, CancellationToken cancellation = default) =>
        SignalAsync(id, signal, _serializer.Write(payload), cancellation);

    /// <summary>Ends a workflow: what waits is cancelled, what runs is told to stop, and nothing new of it begins.
    /// </summary>
    public Task<ControlOutcome> CancelWorkflowAsync(WorkflowId id, CancellationToken cancellation = default) =>
        ControlAsync(new WorkflowControl(id, WorkflowAction.Cancel), cancellation);

    /// <summary>Gives the jobs that failed or were cancelled, and those that were skipped for them, a new life.</summary>
    public Task<ControlOutcome> RetryWorkflowAsync(WorkflowId id, CancellationToken cancellation = default) =>
        ControlAsync(new WorkflowControl(id, WorkflowAction.Retry), cancellation);

    /// <summary>Gives every job of an ended workflow a new life.</summary>
    public Task<ControlOutcome> RestartWorkflowAsync(WorkflowId id, CancellationToken cancellation = default) =>
        ControlAsync(new WorkflowControl(id, WorkflowAction.Restart), cancellation);

    /// <summary>Removes an ended workflow with its jobs.</summary>
    public Task<ControlOutcome> DeleteWorkflowAsync(WorkflowId id, CancellationToken cancellation = default) =>
        ControlAsync(new WorkflowControl(id, WorkflowAction.Delete), cancellation);

    internal ReadOnlyMemory<byte> Write<TArgs>(TArgs args) => _serializer.Write(args);

    internal TResult? Read<TResult>(ReadOnlyMemory<byte> result) => _serializer.Read<TResult>(result);

    internal Task<WorkflowId> StoreAsync(
        WorkflowBuilder workflow, AttemptToken? parent, CancellationToken cancellation)
    {
        var id = workflow.ChosenId ?? WorkflowId.New(_time);
        return StoreAsync(WorkflowCompiler.Compile(id, workflow.Plan(this)), parent, cancellation);
    }

    /// <summary>Stores one job with what runs after it. The workflow has the job's id.</summary>
    private async Task<JobId> EnqueueAsync(
        JobDraft main, JobCallbacks callbacks, AttemptToken? parent, CancellationToken cancellation)
    {
        var draft = WorkflowCompiler.Compile(new WorkflowId(main.Id.Value), callbacks.Plan(this, main));
        var answer = await _parts.Store.EnqueueWorkflowAsync(WithParent(draft, parent), cancellation)
            .ConfigureAwait(false);
        if (answer.Outcome != WorkflowOutcome.Refused) return main.Id;
        // The key of the job itself may be taken, as that of a job without callbacks.
        if (answer.Jobs[0].Outcome == EnqueueOutcome.Rejected && main.Spec.Unique.OnDuplicate == DuplicateAction.Return)
            return answer.Jobs[0].Job;
        throw Refusal(draft, answer, parent);
    }

    private async Task<WorkflowId> StoreAsync(
        WorkflowDraft draft, AttemptToken? parent, CancellationToken cancellation)
    {
        draft = WithParent(draft, parent);
        var answer = await _parts.Store.EnqueueWorkflowAsync(draft, cancellation).ConfigureAwait(false);
        return answer.Outcome switch
        {
            WorkflowOutcome.Refused => throw Refusal(draft, answer, parent),
            WorkflowOutcome.HasEnded when answer.Jobs.Any(job => job.Outcome != EnqueueOutcome.SameId) =>
                throw new InvalidOperationException($"Workflow {draft.Id} has ended; steps cannot join it any more."),
            _ => draft.Id,
        };
    }

    private static WorkflowDraft WithParent(WorkflowDraft draft, AttemptToken? parent) =>
        parent is null ? draft : draft with { Jobs = [.. draft.Jobs.Select(job => job with { Parent = parent })] };

    private static Exception Refusal(WorkflowDraft draft, WorkflowAnswer answer, AttemptToken? parent)
    {
        for (var i = 0; i < answer.Jobs.Count; i++)
        {
            var (result, spec) = (answer.Jobs[i], draft.Jobs[i].Spec);
            if (result.Outcome == EnqueueOutcome.StaleAttempt) return new StaleAttemptException(parent!.Value);
            if (result.Job != draft.Jobs[i].Id && spec.Key is { } key)
                return new DuplicateJobException(result.Job, key);
        }

        return new InvalidOperationException($"The store refused workflow {draft.Id} without a reason.");
    }

    private Task<ControlOutcome> SignalAsync(
        WorkflowId id, string signal, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        ControlAsync(
            new WorkflowControl(id, WorkflowAction.Signal) { Signal = signal, Payload = payload }, cancellation);

    private async Task<ControlOutcome> ControlAsync(WorkflowControl request, CancellationToken cancellation) =>
        (await _parts.Store.ControlWorkflowAsync(request, cancellation).ConfigureAwait(false)).Outcome;
}
