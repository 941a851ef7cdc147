using Gnomon.Codecs;
using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>A job in memory: the few fields that decisions need. What the producer asked for stays in its encoded form
/// (<see cref="JobSpecCodec"/>), which is also what the journal holds; what only some jobs have is in
/// <see cref="Details"/>. A waiting job costs about 300 bytes with a payload of 100.</summary>
internal class LocalJob(long sequence, JobId id, byte[] spec, JobGroup group, long createdAt) : Timed
{
    /// <summary>Bits of a rank that tell jobs of one priority apart: more than jobs ever become ready.</summary>
    private const int OrderBits = 58;

    /// <summary>Its number in this store, in the order of acceptance; the journal names it by this.</summary>
    public readonly long Sequence = sequence;

    public readonly JobId Id = id;

    /// <summary>Its bytes never change: a changed specification is a new array, since claims decode the one that they
    /// took on another thread. Only the owner's thread puts another one here.</summary>
    public byte[] Spec = spec;

    /// <summary>Where it is counted. It changes with the version of the arguments.</summary>
    public JobGroup Group = group;

    /// <summary>UTC ticks.</summary>
    public readonly long CreatedAt = createdAt;

    /// <summary>UTC ticks; of a blocked job without a time of its own the same as <see cref="CreatedAt"/>.</summary>
    public long RunAt;

    /// <summary>Whether it has a time to wait for once it is unblocked: a clock that was stepped back since it was
    /// accepted does not hold it.</summary>
    public bool HasDueTime => RunAt > CreatedAt;

    /// <summary>Its place among the ready ones: smaller became ready earlier.</summary>
    public long Order;

    /// <summary>Neighbours in the ready list of its queue and priority.</summary>
    public LocalJob? Previous, Next;

    /// <summary>Where it waits or runs in a queue that is limited by key; null in others, and without a limit key.
    /// </summary>
    public KeyLane? Lane;

    public JobDetails? Details;

    /// <summary>Hand-outs, failures, and attempts lost with their process.</summary>
    public int Attempt, Failures, Losses;

    public JobState State;

    public bool CancelRequested;

    /// <summary>Whether it is ready and listed in its lane.</summary>
    public bool InLane;

    public LocalQueue Queue => Group.Queue;

    public byte Priority => JobSpecCodec.Priority(Spec);

    /// <summary>The one node that may run it, or null.</summary>
    public string? Pin => JobSpecCodec.IsPinned(Spec) ? JobSpecCodec.Decode(Spec).Node : null;

    /// <summary>Its place among the ready jobs of its queue: smaller goes first.</summary>
    public long Rank => ((long)(JobLimits.MaxPriority - Priority) << OrderBits) | Order;

    /// <summary>The one that goes first of two ready jobs, where null is none.</summary>
    public static LocalJob? Earlier(LocalJob? a, LocalJob? b) => b is null || (a is not null && a.Rank < b.Rank) ? a : b;

    public int Spent => Failures + Losses;
}
