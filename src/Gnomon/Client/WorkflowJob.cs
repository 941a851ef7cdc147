namespace Gnomon.Client;

/// <summary>A job that has no name yet, for the ready-made forms of <see cref="Workflow"/>.</summary>
public sealed class WorkflowJob
{
    private readonly Action<WorkflowBuilder, string, Action<StepBuilder>> _add;

    internal WorkflowJob(Action<WorkflowBuilder, string, Action<StepBuilder>> add) => _add = add;

    /// <summary>Adds it as a step; what it says of itself goes before what the form says.</summary>
    internal void AddTo(WorkflowBuilder workflow, string name, Action<StepBuilder>? form = null) =>
        _add(workflow, name, form ?? (_ => { }));
}
