using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Workflows;

/// <summary>A workflow in memory: what is stored of it, and what follows from its jobs.</summary>
internal sealed class LocalWorkflow(WorkflowId id) : Timed
{
    public readonly WorkflowId Id = id;

    /// <summary>Its place among the workflows, in the order of acceptance; from the same row as jobs' sequence numbers.
    /// </summary>
    public long Number;

    /// <summary>UTC ticks.</summary>
    public long CreatedAt;

    public string? Name;

    public string? Schedule;

    /// <summary>UTC ticks; 0 for none.</summary>
    public long Tick;

    /// <summary>How long it is kept once it has ended, in ticks; 0 for as long as the store says.</summary>
    public long Retention;

    public BroadcastTerms? Broadcast;

    public Dictionary<string, LocalGroup> Groups = new(StringComparer.Ordinal);

    public Dictionary<string, byte[]> Signals = new(StringComparer.Ordinal);

    public bool CancelRequested;

    /// <summary>Its jobs in the order of acceptance. From here on all follows from them.</summary>
    public readonly List<LocalStep> Steps = [];

    public readonly Dictionary<string, LocalStep> ByName = new(StringComparer.Ordinal);

    public readonly int[] Counts = new int[JobStates.Count];

    /// <summary>Jobs that have not ended.</summary>
    public int Open;

    /// <summary>Whether a step of it ends the rest when it fails.</summary>
    public bool HasCancelRest;

    /// <summary>When its last job ended, in UTC ticks; 0 while it is open.</summary>
    public long FinishedAt;

    /// <summary>How it stands.</summary>
    public WorkflowState State;

    /// <summary>How many of its jobs the end of one can move, at most.</summary>
    public int Movable => HasCancelRest ? Open : Counts[(int)JobState.Blocked];

    /// <summary>The steps with numbers below <paramref name="before"/>, from the last one on.</summary>
    public IEnumerable<LocalStep> NewestFirst(long before)
    {
        for (var i = CountBelow(before) - 1; i >= 0; i--) yield return Steps[i];
    }

    /// <summary>At most <paramref name="count"/> of the steps with numbers from <paramref name="from"/> on.</summary>
    public List<LocalStep> From(long from, int count)
    {
        var at = CountBelow(from);
        return Steps.GetRange(at, Math.Min(count, Steps.Count - at));
    }

    /// <summary>How it ended, if it has.</summary>
    public WorkflowState Outcome()
    {
        if (CancelRequested) return WorkflowState.Cancelled;
        var cancelled = false;
        foreach (var step in Steps)
        {
            if (step.HasFailed
                && !step.Children.Any(child => child.When is ParentCondition.Failed or ParentCondition.Gathered))
                return WorkflowState.Failed;
            cancelled |= step.State == JobState.Cancelled && step.EndedBy == 0;
        }

        return cancelled ? WorkflowState.Cancelled : WorkflowState.Succeeded;
    }

    private int CountBelow(long sequence)
    {
        var (low, high) = (0, Steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Steps[middle].Sequence < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    public WorkflowInfo Describe() => new(Id, State)
    {
        Name = Name,
        CreatedAt = new DateTimeOffset(CreatedAt, TimeSpan.Zero),
        FinishedAt = FinishedAt == 0 ? null : new DateTimeOffset(FinishedAt, TimeSpan.Zero),
        Jobs = Enumerable.Range(0, Counts.Length).Where(i => Counts[i] > 0)
            .ToDictionary(i => (JobState)i, i => Counts[i]),
        Groups = Groups.ToDictionary(group => group.Key, group => group.Value.Places, StringComparer.Ordinal),
        Signals = Signals.ToDictionary(
            signal => signal.Key, signal => (ReadOnlyMemory<byte>)signal.Value, StringComparer.Ordinal),
        CancelRequested = CancelRequested,
        Broadcast = Broadcast,
        Schedule = Schedule,
        Tick = Tick == 0 ? null : new DateTimeOffset(Tick, TimeSpan.Zero),
    };
}
