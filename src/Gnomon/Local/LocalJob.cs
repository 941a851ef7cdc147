using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>A job in memory: the few fields that decisions need. What the producer asked for stays in its encoded form
/// (<see cref="JobSpecCodec"/>), which is also what the journal holds; what only some jobs have is in
/// <see cref="Details"/>. A waiting job costs about 300 bytes with a payload of 100.</summary>
internal class LocalJob(long sequence, JobId id, byte[] spec, LocalQueue queue, long createdAt) : Timed
{
    /// <summary>Its number in this store, in the order of acceptance; the journal names it by this.</summary>
    public readonly long Sequence = sequence;

    public readonly JobId Id = id;

    /// <summary>Its bytes never change: a changed specification is a new array, since claims decode the one that they
    /// took on another thread. Only the owner's thread puts another one here.</summary>
    public byte[] Spec = spec;

    public readonly LocalQueue Queue = queue;

    /// <summary>UTC ticks.</summary>
    public readonly long CreatedAt = createdAt;

    /// <summary>UTC ticks.</summary>
    public long RunAt;

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

    public byte Priority => JobSpecCodec.Priority(Spec);

    public int Spent => Failures + Losses;
}
