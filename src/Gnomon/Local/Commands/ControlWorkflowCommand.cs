using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Cancels, revives, restarts, signals or removes a whole workflow.</summary>
internal sealed class ControlWorkflowCommand : AnsweredCommand<WorkflowControlAnswer>
{
    private readonly WorkflowControl _request;
    private readonly byte[] _payload;

    /// <exception cref="InvalidJobException">The request breaks a bound.</exception>
    public ControlWorkflowCommand(WorkflowControl request)
    {
        WorkflowRules.Check(request);
        _request = request;
        _payload = request.Payload.ToArray();
    }

    public override long MaxBytes => 128 + (_request.Signal?.Length ?? 0) * 3L + _payload.Length;

    public override long ExtraBytes(LocalState state) => state.FindWorkflow(_request.Workflow) is { } workflow
        ? workflow.Steps.Count * (long)LocalState.StepBytes + workflow.Groups.Count * 800L + 4096
        : 0;

    protected override WorkflowControlAnswer Run(LocalState state, Moment now)
    {
        if (state.FindWorkflow(_request.Workflow) is not { } workflow)
            return new WorkflowControlAnswer(ControlOutcome.NotFound);
        var outcome = _request.Action switch
        {
            WorkflowAction.Cancel => Cancel(state, now, workflow),
            WorkflowAction.Retry => Retry(state, now, workflow),
            WorkflowAction.Restart => Restart(state, now, workflow),
            WorkflowAction.Signal => Signal(state, now, workflow),
            _ => Delete(state, workflow),
        };
        return new WorkflowControlAnswer(outcome) { Effects = state.TakeEffects() };
    }

    private static ControlOutcome Cancel(LocalState state, Moment now, LocalWorkflow workflow)
    {
        if (workflow.FinishedAt != 0) return ControlOutcome.NotAllowed;
        if (!workflow.CancelRequested) state.SetCancelled(workflow, true);
        state.CancelOpen(workflow, now.Utc);
        return workflow.Open > 0 ? ControlOutcome.Requested : ControlOutcome.Done;
    }

    private static ControlOutcome Retry(LocalState state, Moment now, LocalWorkflow workflow)
    {
        if (workflow is { CancelRequested: true, Open: > 0 }) return ControlOutcome.NotAllowed;
        var failed = workflow.Steps.Where(
            step => step.HasFailed || step is { State: JobState.Cancelled, WasSkipped: false }).ToList();
        if (failed.Count == 0 || !state.TryRevive(workflow, failed, now)) return ControlOutcome.NotAllowed;
        return ControlOutcome.Done;
    }

    private static ControlOutcome Restart(LocalState state, Moment now, LocalWorkflow workflow)
    {
        if (workflow.FinishedAt == 0) return ControlOutcome.NotAllowed;
        var signals = workflow.Signals;
        workflow.Signals = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (!state.TryRevive(workflow, workflow.Steps, now))
        {
            workflow.Signals = signals;
            return ControlOutcome.NotAllowed;
        }

        state.PutWorkflow(workflow);
        return ControlOutcome.Done;
    }

    private ControlOutcome Signal(LocalState state, Moment now, LocalWorkflow workflow)
    {
        if (workflow.FinishedAt != 0) return ControlOutcome.NotAllowed;
        var name = _request.Signal!;
        if (workflow.Signals.ContainsKey(name)) return ControlOutcome.Done;
        if (workflow.Signals.Count == WorkflowLimits.MaxSignalsKept)
            throw WorkflowRefusals.TooManySignals();
        state.AddSignal(workflow, name, _payload);
        foreach (var step in workflow.Steps)
            if (step is { State: JobState.Blocked, OpenParents: 0 } && step.Signals.Contains(name))
                state.Consider(step, now.Utc);
        return ControlOutcome.Done;
    }

    private static ControlOutcome Delete(LocalState state, LocalWorkflow workflow)
    {
        if (workflow.FinishedAt == 0) return ControlOutcome.NotAllowed;
        state.RemoveWorkflow(workflow);
        return ControlOutcome.Done;
    }
}
