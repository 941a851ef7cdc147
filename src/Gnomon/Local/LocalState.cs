using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;

namespace Gnomon.Local;

/// <summary>Everything the store knows, in memory, owned by one thread. Commands change it through the methods here;
/// each writes what happened to <see cref="Log"/>, and replaying those records calls the same methods again, so what is
/// read back is what was.</summary>
/// <param name="retention">For jobs that do not say how long they are kept once ended.</param>
/// <param name="ticksKept">How many ticks of each schedule are remembered.</param>
internal sealed partial class LocalState(TimeSpan retention, int ticksKept)
{
    private readonly Dictionary<string, LocalQueue> _queues = new(StringComparer.Ordinal);
    private readonly JobIndex _index = new();

    /// <summary>Waiting jobs that have a deadline, earliest first. Entries of jobs that have moved on are passed over
    /// when their time comes.</summary>
    private readonly PriorityQueue<LocalJob, long> _deadlines = new();

    private long _nextOrder = 1;

    /// <summary>Where changes are written; null while replaying, and for a store that is in memory only.</summary>
    public RecordWriter? Log { get; set; }

    /// <summary>True while records are replayed: lists and heaps are left alone until <see cref="BuildIndexes"/>.
    /// </summary>
    public bool Replaying { get; set; }

    public JobTable Table { get; } = new();

    public JobGroups Groups { get; } = new();

    public DayTallies Tallies { get; } = new();

    public long[] Counts { get; } = new long[JobStates.Count];

    /// <summary>Running jobs by the end of their lease, in ticks of the monotonic clock.</summary>
    public DueHeap<LocalJob> Running { get; } = new();

    /// <summary>Ended jobs by the end of their retention, in UTC ticks.</summary>
    public DueHeap<LocalJob> Ended { get; } = new();

    public IEnumerable<LocalQueue> Queues => _queues.Values;

    public long NextSequence { get; private set; } = 1;

    public long NextOrder => _nextOrder;

    public LocalJob? Find(JobId id) => _index.Find(id);

    public LocalQueue? FindQueue(string name) => _queues.GetValueOrDefault(name);

    public LocalQueue Queue(string name)
    {
        if (!_queues.TryGetValue(name, out var queue)) _queues.Add(name, queue = new LocalQueue(name));
        return queue;
    }

    /// <summary>Sets the counters at least this high; for replaying.</summary>
    public void RaiseCounters(long nextSequence, long nextOrder)
    {
        NextSequence = Math.Max(NextSequence, nextSequence);
        _nextOrder = Math.Max(_nextOrder, nextOrder);
    }

    public long TakeSequence() => NextSequence++;

    public long TakeOrder() => _nextOrder++;

    /// <summary>When an ended job may be removed, in UTC ticks.</summary>
    public long PruneAt(LocalJob job)
    {
        var kept = JobSpecCodec.Has(job.Spec, JobSpecCodec.Parts.Retention)
            ? JobSpecCodec.Decode(job.Spec).Retention!.Value
            : retention;
        return PruneAt(job.Details?.FinishedAt ?? job.CreatedAt, kept.Ticks);
    }

    private static long PruneAt(long ended, long kept) =>
        ended > DateTime.MaxValue.Ticks - kept ? DateTime.MaxValue.Ticks : ended + kept;

    public static long Deadline(LocalJob job) => JobSpecCodec.Has(job.Spec, JobSpecCodec.Parts.Deadline)
        ? JobSpecCodec.Decode(job.Spec).Deadline!.Value.UtcTicks
        : long.MaxValue;

    /// <summary>The next waiting job whose deadline is at or before <paramref name="now"/>, or null.</summary>
    public LocalJob? TakePastDeadline(long now)
    {
        while (_deadlines.TryPeek(out var job, out var deadline) && deadline < now)
        {
            _deadlines.Dequeue();
            if (job.State is JobState.Ready or JobState.Scheduled or JobState.Blocked && ReferenceEquals(Find(job.Id), job)) return job;
        }

        return null;
    }

    public long? NextDeadline => _deadlines.TryPeek(out _, out var deadline) ? deadline : null;

    /// <summary>Ends a replay by building the lists and heaps. Claims of the process that wrote the journal are over:
    /// their leases count as run out.</summary>
    public void BuildIndexes()
    {
        Replaying = false;
        var ready = new List<LocalJob>();
        foreach (var job in Table.OldestFirst())
        {
            _pins.Add(job);
            Hold(job);
            if (job.State == JobState.Ready) ready.Add(job);
            else Enter(job, leaseEnd: 0);
        }

        ready.Sort((a, b) => a.Order.CompareTo(b.Order));
        foreach (var job in ready) Enter(job, leaseEnd: 0);
        BuildScheduleIndexes();
        BuildWorkflows();
    }
}
