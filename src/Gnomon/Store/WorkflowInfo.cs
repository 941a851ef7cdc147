using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>A workflow or a broadcast as the store knows it at one moment.</summary>
/// <param name="Id">Its name.</param>
/// <param name="State">How it stands.</param>
public sealed record WorkflowInfo(WorkflowId Id, WorkflowState State)
{
    /// <summary>What people call it, or null.</summary>
    public string? Name { get; init; }

    /// <summary>When the store accepted it.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last job ended: the latest instant at which one did, also after a step back of the clock. Null
    /// while one has not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many of its jobs are in each state; states without jobs are left out.</summary>
    public IReadOnlyDictionary<JobState, int> Jobs { get; init; } = new Dictionary<JobState, int>();

    /// <summary>The members that each group lets go at once.</summary>
    public IReadOnlyDictionary<string, int> Groups { get; init; } = new Dictionary<string, int>();

    /// <summary>The signals that have come, by name, with what they carried as UTF-8 JSON.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Signals { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>Whether somebody cancelled it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>To which nodes a copy goes, for a broadcast; null for a workflow.</summary>
    public BroadcastTerms? Broadcast { get; init; }

    /// <summary>The schedule whose tick made it, or null.</summary>
    public string? Schedule { get; init; }

    /// <summary>The nominal instant of that tick, or null.</summary>
    public DateTimeOffset? Tick { get; init; }
}
