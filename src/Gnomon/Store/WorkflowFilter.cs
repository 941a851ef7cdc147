namespace Gnomon.Store;

/// <summary>Which workflows to list; a null member accepts any.</summary>
public sealed record WorkflowFilter
{
    /// <summary>Only workflows that stand so.</summary>
    public WorkflowState? State { get; init; }

    /// <summary>True for broadcasts only, false for workflows only.</summary>
    public bool? Broadcast { get; init; }

    /// <summary>Only workflows that this schedule made.</summary>
    public string? Schedule { get; init; }
}
