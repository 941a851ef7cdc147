using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>The limits of a queue at work. Only queues that have limits have one. Slots are counted from the jobs that
/// are running, so there is nothing that could be left taken. What a claim costs does not depend on how many jobs are
/// held back: the jobs of each limit key are in a lane of their own, and only lanes that have a job which may go are
/// open.</summary>
internal sealed partial class QueueGate
{
    private readonly LocalQueue _queue;
    private RateMeter? _rate;
    private readonly Dictionary<string, KeyLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Lanes with a job that may go, by the rank of that job.</summary>
    private readonly DueHeap<LaneDoor> _open = new();

    /// <summary>Lanes that wait for their rate, by the instant it lets the next job go.</summary>
    private readonly DueHeap<LaneDoor> _cooling = new();

    /// <summary>Lanes without jobs that are kept for what their rate remembers, by the instant it has forgotten.
    /// </summary>
    private readonly DueHeap<LaneDoor> _idle = new();

    /// <summary>The ready jobs of all lanes by age.</summary>
    private readonly ReadyAges _ages = new();

    private long _now;

    /// <summary>Makes a gate without limits.</summary>
    public QueueGate(LocalQueue queue) => _queue = queue;

    public QueueLimits Limits { get; private set; } = QueueLimits.None;

    public bool HasRates => Limits.Rate is not null || Limits.PerKeyRate is not null;

    /// <summary>How many lanes were moved or looked at: what the work costs beside the jobs themselves.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether somebody who looks now, or when a rate allows it, would get a job.</summary>
    public bool LetsGo => HasRoom
        && (!_queue.Ready.IsEmpty || _open.Count > 0 || _openTo is not null || _cooling.Count > 0 || IsSorting);

    /// <summary>Since when the job has been ready that is so the longest, of those that wait in lanes or to be sorted, in
    /// UTC ticks; the largest number when there is none.</summary>
    public long OldestSince => Math.Min(_ages.Oldest?.RunAt ?? long.MaxValue, _unsorted.OldestSince);

    /// <summary>The rates that remember something: null stands for that of the queue, a text for that of the key.
    /// </summary>
    public IEnumerable<string?> Rates =>
        (_rate is null ? [] : new string?[] { null })
        .Concat(_lanes.Values.Where(lane => lane.Rate is not null).Select(lane => lane.Key));

    private bool HasRoom => !(_queue.Counts[(int)JobState.Running] >= Limits.Concurrency);

    /// <summary>The job to hand to a node next, or null when none may go, or when <see cref="Sort"/> has to say.</summary>
    /// <param name="node">The node.</param>
    /// <param name="now">The instant, on the clock of rates.</param>
    public LocalJob? Next(string node, long now)
    {
        Tidy(now);
        if (!HasRoom || _rate?.AvailableAt > now || _stale is not null) return null;
        var job = LocalJob.Earlier(_queue.Ready.First(node), FirstOfLanes(node));
        return _unsorted.First(node) is { } unsorted && (job is null || unsorted.Rank < job.Rank) ? null : job;
    }

    /// <summary>When a rate lets the next job go, if one is ready for a node and nothing else holds it; null otherwise.
    /// Of the rates of keys it is the first that lets a job go, whatever node that is for. While there is something to sort,
    /// somebody should come again at once.</summary>
    public long? NextAt(string node, long now)
    {
        if (!HasRoom) return null;
        var isOpen = _queue.Ready.First(node) is not null || _open.Count > 0 || _openTo?.ContainsKey(node) == true;
        long? ready = isOpen || IsSorting ? now : _cooling.First?.Due;
        if (ready is not { } at) return null;
        if (_rate is not null) at = Math.Max(at, _rate.AvailableAt);
        return at > now || IsSorting ? at : null;
    }

    /// <summary>Takes note of a job's new state.</summary>
    /// <param name="job">The job.</param>
    /// <param name="inPlace">Whether a ready job goes where its order belongs, and not behind all others.</param>
    public void Enter(LocalJob job, bool inPlace = false)
    {
        if (!Belongs(job.State))
        {
            if (job.Lane is not { } former) return;
            former.Release(job);
            Place(former);
            return;
        }

        var waitsUnsorted = job.State == JobState.Ready && job.Rank >= _sorted;
        if (waitsUnsorted) Add(_unsorted, job, inPlace);
        if (waitsUnsorted && !Limits.StrictOrder)
        {
            if (job.Lane is { } left) Place(left);
            return;
        }

        var lane = job.Lane ?? Adopt(job);
        if (lane is null)
        {
            if (job.State == JobState.Ready && !waitsUnsorted) Add(_queue.Ready, job, inPlace);
            return;
        }

        if (Limits.StrictOrder) lane.Accept(job, _order);
        if (job.State == JobState.Running) lane.Running++;
        else if (job.State == JobState.Ready && !waitsUnsorted) AddReady(lane, job, inPlace);
        Place(lane);
    }

    /// <summary>Takes note that a job is about to leave its state; <see cref="Enter"/> follows.</summary>
    public void Leave(LocalJob job)
    {
        if (job.State == JobState.Running && job.Lane is { } ran) ran.Running--;
        if (job.State != JobState.Ready) return;
        if (job.InLane) RemoveReady(job);
        else if (job.Rank >= _sorted) _unsorted.Remove(job);
        else _queue.Ready.Remove(job);
    }

    /// <summary>Counts a hand-out in the rates.</summary>
    public void Take(LocalJob job, long now)
    {
        if (!HasRates) return;
        Tidy(now);
        _rate?.Take(now);
        if (Limits.PerKeyRate is null) return;
        if ((job.Lane ?? (KeyOf(job) is { } key ? LaneOf(key) : null)) is not { } lane) return;
        Renew(lane);
        lane.Rate!.Take(now);
        Place(lane);
    }

    /// <summary>The meter of the queue's rate, or that of a key; null when there is none.</summary>
    public RateMeter? Meter(string? key)
    {
        if (key is null) return _rate;
        if (_lanes.GetValueOrDefault(key) is not { } lane) return null;
        Renew(lane);
        return lane.Rate;
    }

    /// <summary>Takes over what a meter wrote, if there is a rate of that kind; passes over it otherwise.</summary>
    public void Restore(string? key, RateKind kind, ref RecordReader reader)
    {
        var lane = key is null || Limits.PerKeyRate is null ? null : LaneOf(key);
        if (lane is not null) Renew(lane);
        var meter = key is null ? _rate : lane?.Rate;
        if (meter is null) RateMeter.Skip(ref reader, kind);
        else meter.Read(ref reader, kind);
        if (lane is not null) Place(lane);
    }

    /// <summary>What holds a ready job back.</summary>
    public Hold Explain(LocalJob job, long now)
    {
        Tidy(now);
        var key = Limits.CountsByKey ? job.Lane?.Key ?? KeyOf(job) : null;
        if (key is not null && IsOrdering) return new Hold(WaitReason.StrictOrder);
        if (key is not null && _lanes.TryGetValue(key, out var lane))
        {
            Renew(lane);
            if (Limits.StrictOrder && lane.Turn(_order) is { } turn && turn != job)
                return new Hold(WaitReason.StrictOrder) { Behind = turn.Id };
            if (Limits.StrictOrder && lane.Running > 0)
                return new Hold(WaitReason.KeyConcurrency) { Limit = 1, Running = lane.Running };
            if (lane.Running >= Limits.PerKeyConcurrency)
                return new Hold(WaitReason.KeyConcurrency) { Limit = Limits.PerKeyConcurrency, Running = lane.Running };
            if (lane.Rate?.AvailableAt is { } keyAt && keyAt > now) return new Hold(WaitReason.KeyRate) { At = keyAt };
        }

        if (!HasRoom)
            return new Hold(WaitReason.Concurrency)
            {
                Limit = Limits.Concurrency, Running = (int)_queue.Counts[(int)JobState.Running],
            };
        return _rate?.AvailableAt is { } at && at > now
            ? new Hold(WaitReason.Rate) { At = at }
            : new Hold(WaitReason.Ready);
    }

    private static string? KeyOf(LocalJob job) =>
        JobSpecCodec.Has(job.Spec, JobSpecCodec.Parts.Extras) ? JobSpecCodec.Decode(job.Spec).LimitKey : null;

    private bool Belongs(JobState state) => state is JobState.Ready or JobState.Running
        || (Limits.StrictOrder && state == JobState.Scheduled);

    private void AddReady(KeyLane lane, LocalJob job, bool inPlace)
    {
        lane.AddReady(job, inPlace);
        _ages.Add(job);
    }

    private void RemoveReady(LocalJob job)
    {
        job.Lane!.RemoveReady(job);
        _ages.Remove();
    }

    private KeyLane? Adopt(LocalJob job)
    {
        if (!Limits.CountsByKey || KeyOf(job) is not { } key) return null;
        var lane = LaneOf(key);
        lane.Adopt(job);
        return lane;
    }

    private static void Add(ReadyJobs list, LocalJob job, bool inPlace)
    {
        if (inPlace) list.Insert(job);
        else list.Append(job);
    }

    private KeyLane LaneOf(string key)
    {
        if (_lanes.TryGetValue(key, out var lane)) return lane;
        lane = new KeyLane(key) { Version = _version, Rate = RateMeter.Of(Limits.PerKeyRate, null, _now) };
        _lanes.Add(key, lane);
        return lane;
    }

    private LocalJob? FirstOf(KeyLane lane)
    {
        if (!Limits.StrictOrder) return lane.FirstReady;
        return lane.Turn(_order) is { State: JobState.Ready } job && lane.Running == 0 ? job : null;
    }

    /// <summary>Lets time have its effect on the lanes.</summary>
    private void Tidy(long now)
    {
        _now = Math.Max(_now, now);
        while (_cooling.First is { } door && door.Due <= _now) Place(door.Lane);
        while (_idle.First is { } door && door.Due <= _now) Place(door.Lane);
    }

    /// <summary>Puts a lane where it belongs now.</summary>
    private void Place(KeyLane lane)
    {
        Steps++;
        Renew(lane);
        var (heap, due) = PlaceOf(lane);
        Move(lane, heap, due);
        if (lane.Pinned is { } doors) PlacePinned(lane, doors);
    }

    private (DueHeap<LaneDoor>? Heap, long Due) PlaceOf(KeyLane lane)
    {
        if (FirstOf(lane) is { } first) return PlaceOf(lane, first);
        if (lane.Jobs > 0) return (null, 0);
        if (lane.Rate?.FreshAt is { } fresh && fresh > _now) return (_idle, fresh);
        _lanes.Remove(lane.Key);
        return (null, 0);
    }

    /// <summary>What holds a job back.</summary>
    internal readonly record struct Hold(WaitReason Reason)
    {
        public int? Limit { get; init; }

        public int? Running { get; init; }

        /// <summary>When it ends, on the clock of rates.</summary>
        public long? At { get; init; }

        public JobId? Behind { get; init; }
    }
}
