namespace Gnomon.Store;

/// <summary>What became of a workflow that was to be stored.</summary>
public enum WorkflowOutcome : byte
{
    /// <summary>It was stored.</summary>
    Created = 0,

    /// <summary>One with its id is stored; jobs that it lacked have joined it, unless the draft was to create one or
    /// nothing (<see cref="WorkflowDraft.CreateOnly"/>).</summary>
    SameId = 1,

    /// <summary>One with its id is stored and has ended, so that nothing can join it; nothing changed.</summary>
    HasEnded = 2,

    /// <summary>A job was refused, for its key or for a stale parent attempt, so nothing is stored; the jobs say why.
    /// </summary>
    Refused = 3,
}
