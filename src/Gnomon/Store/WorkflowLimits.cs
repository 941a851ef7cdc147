namespace Gnomon.Store;

/// <summary>The bounds of a workflow; <c>docs/limits.md</c> lists them.</summary>
public static class WorkflowLimits
{
    /// <summary>Most jobs of one workflow, parents of one of them, and members of a group at once.</summary>
    public const int MaxJobs = WorkflowDraft.MaxJobs;

    /// <summary>Longest name of a workflow and of a step, in characters; a nested step's name has those of all its levels.
    /// </summary>
    public const int MaxNameLength = 256;

    /// <summary>Most signals that one job waits for.</summary>
    public const int MaxSignals = 16;

    /// <summary>Most different signals that are kept of one workflow.</summary>
    public const int MaxSignalsKept = 64;

    /// <summary>Most groups of one workflow.</summary>
    public const int MaxGroups = 100;
}
