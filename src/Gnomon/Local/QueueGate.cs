using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>The limits of a queue at work. Only queues that have limits have one. Slots are counted from the jobs that
/// are running, so there is nothing that could be left taken. What a claim costs does not depend on how many jobs are
/// held back: the jobs of each limit key are in a lane of their own, and only lanes that have a job which may go are
/// open.</summary>
internal sealed class QueueGate
{
    private readonly LocalQueue _queue;
    private readonly RateMeter? _rate;
    private readonly Dictionary<string, KeyLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Lanes with a job that may go, by the rank of that job.</summary>
    private readonly DueHeap<LaneDoor> _open = new();

    /// <summary>The same for each node that jobs of lanes are pinned to; null without such jobs.</summary>
    private Dictionary<string, DueHeap<LaneDoor>>? _openTo;

    /// <summary>Lanes that wait for their rate, by the instant it lets the next job go.</summary>
    private readonly DueHeap<LaneDoor> _cooling = new();

    /// <summary>Lanes without jobs that are kept for what their rate remembers, by the instant it has forgotten.
    /// </summary>
    private readonly DueHeap<LaneDoor> _idle = new();

    private long _now;

    /// <summary>Makes a gate without jobs.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="former">What was there before, whose rates go on; or null.</param>
    /// <param name="now">The instant, on the clock of rates.</param>
    public QueueGate(LocalQueue queue, QueueLimits limits, QueueGate? former, long now)
    {
        (_queue, Limits, _now) = (queue, limits, now);
        _rate = RateMeter.Of(limits.Rate, former?._rate, now);
        if (former is null || limits.PerKeyRate is null) return;
        foreach (var lane in former._lanes.Values)
            if (lane.Rate is not null)
                Place(AddLane(lane.Key, lane.Rate));
    }

    public QueueLimits Limits { get; }

    public bool HasRates => Limits.Rate is not null || Limits.PerKeyRate is not null;

    /// <summary>How many lanes were moved or looked at: what the work costs beside the jobs themselves.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether somebody who looks now, or when a rate allows it, would get a job.</summary>
    public bool LetsGo =>
        HasRoom && (!_queue.Ready.IsEmpty || _open.Count > 0 || _cooling.Count > 0 || _openTo is not null);

    /// <summary>Ready jobs of all lanes.</summary>
    public IEnumerable<LocalJob> ReadyInLanes => _lanes.Values.SelectMany(lane => lane.Ready);

    /// <summary>The rates that remember something: null stands for that of the queue, a text for that of the key.
    /// </summary>
    public IEnumerable<string?> Rates =>
        (_rate is null ? [] : new string?[] { null })
        .Concat(_lanes.Values.Where(lane => lane.Rate is not null).Select(lane => lane.Key));

    private bool HasRoom => !(_queue.Counts[(int)JobState.Running] >= Limits.Concurrency);

    /// <summary>The job to hand to a node next, or null when none may go.</summary>
    /// <param name="node">The node.</param>
    /// <param name="now">The instant, on the clock of rates.</param>
    public LocalJob? Next(string node, long now)
    {
        Tidy(now);
        if (!HasRoom || _rate?.AvailableAt > now) return null;
        var job = LocalJob.Earlier(_queue.Ready.First(node), _open.First?.First);
        return _openTo is null ? job : LocalJob.Earlier(job, _openTo.GetValueOrDefault(node)?.First?.First);
    }

    /// <summary>When a rate lets the next job go, if one is ready for a node and nothing else holds it; null otherwise.
    /// Of the rates of keys it is the first that lets a job go, whatever node that is for.</summary>
    public long? NextAt(string node, long now)
    {
        if (!HasRoom) return null;
        var isOpen = _queue.Ready.First(node) is not null || _open.Count > 0 || _openTo?.ContainsKey(node) == true;
        long? ready = isOpen ? now : _cooling.First?.Due;
        if (ready is not { } at) return null;
        if (_rate is not null) at = Math.Max(at, _rate.AvailableAt);
        return at > now ? at : null;
    }

    /// <summary>Takes note of a job's new state.</summary>
    /// <param name="job">The job.</param>
    /// <param name="inPlace">Whether a ready job goes where its order belongs, and not behind all others.</param>
    public void Enter(LocalJob job, bool inPlace = false)
    {
        if (!Belongs(job.State))
        {
            if (job.Lane is not { } left) return;
            left.Release(job);
            Place(left);
            return;
        }

        var lane = job.Lane ?? Adopt(job);
        if (lane is null)
        {
            if (job.State == JobState.Ready && inPlace) _queue.Ready.Insert(job);
            else if (job.State == JobState.Ready) _queue.Ready.Append(job);
            return;
        }

        if (job.State == JobState.Running) lane.Running++;
        else if (inPlace) lane.InsertReady(job);
        else if (job.State == JobState.Ready) lane.AppendReady(job);
        Place(lane);
    }

    /// <summary>Takes note that a job is about to leave its state; <see cref="Enter"/> follows.</summary>
    public void Leave(LocalJob job)
    {
        if (job.State == JobState.Running && job.Lane is { } ran) ran.Running--;
        if (job.State != JobState.Ready) return;
        if (job.Lane is { } lane) lane.RemoveReady(job);
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
        lane.Rate!.Take(now);
        Place(lane);
    }

    /// <summary>The meter of the queue's rate, or that of a key; null when there is none.</summary>
    public RateMeter? Meter(string? key) => key is null ? _rate : _lanes.GetValueOrDefault(key)?.Rate;

    /// <summary>Takes over what a meter wrote, if there is a rate of that kind; passes over it otherwise.</summary>
    public void Restore(string? key, RateKind kind, ref RecordReader reader)
    {
        var lane = key is null || Limits.PerKeyRate is null ? null : LaneOf(key);
        var meter = key is null ? _rate : lane?.Rate;
        if (meter is null) RateMeter.Skip(ref reader, kind);
        else meter.Read(ref reader, kind);
        if (lane is not null) Place(lane);
    }

    /// <summary>What holds a ready job back.</summary>
    public Hold Explain(LocalJob job, long now)
    {
        Tidy(now);
        if ((job.Lane ?? (KeyOf(job) is { } key ? _lanes.GetValueOrDefault(key) : null)) is { } lane)
        {
            if (Limits.StrictOrder && lane.Turn is { } turn && turn != job)
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

    private KeyLane? Adopt(LocalJob job)
    {
        if (!Limits.CountsByKey || KeyOf(job) is not { } key) return null;
        var lane = LaneOf(key);
        lane.Adopt(job);
        return lane;
    }

    private KeyLane LaneOf(string key) => _lanes.TryGetValue(key, out var lane) ? lane : AddLane(key, null);

    private KeyLane AddLane(string key, RateMeter? former)
    {
        var lane = new KeyLane(key, Limits.StrictOrder, RateMeter.Of(Limits.PerKeyRate, former, _now));
        _lanes.Add(key, lane);
        return lane;
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
        var (heap, due) = PlaceOf(lane);
        Move(lane, heap, due);
        if (lane.Pinned is { } doors) PlacePinned(lane, doors);
    }

    private void PlacePinned(KeyLane lane, List<PinnedDoor> doors)
    {
        for (var i = doors.Count - 1; i >= 0; i--)
        {
            var door = doors[i];
            Steps++;
            var (heap, due) = door.First is { } first ? PlaceOf(lane, first) : (null, 0);
            Move(door, heap, due);
            if (door.First is null) doors.RemoveAt(i);
        }

        if (doors.Count == 0) lane.Pinned = null;
    }

    private void Move(LaneDoor door, DueHeap<LaneDoor>? heap, long due)
    {
        var former = door.Heap;
        if (former == heap && (heap is null || door.Due == due)) return;
        former?.Remove(door);
        door.Heap = heap;
        heap?.Add(door, due);
        if (former is { Count: 0 } && _openTo is not null) Forget(former);
    }

    /// <summary>Drops an empty heap, if it is that of a node: nodes come and go.</summary>
    private void Forget(DueHeap<LaneDoor> heap)
    {
        foreach (var (node, other) in _openTo!)
        {
            if (other != heap) continue;
            _openTo.Remove(node);
            break;
        }

        if (_openTo.Count == 0) _openTo = null;
    }

    private DueHeap<LaneDoor> OpenTo(string? node)
    {
        if (node is null) return _open;
        _openTo ??= new Dictionary<string, DueHeap<LaneDoor>>(StringComparer.Ordinal);
        if (!_openTo.TryGetValue(node, out var heap)) _openTo.Add(node, heap = new DueHeap<LaneDoor>());
        return heap;
    }

    /// <summary>Where a door belongs through which this job goes next.</summary>
    private (DueHeap<LaneDoor>? Heap, long Due) PlaceOf(KeyLane lane, LocalJob first)
    {
        if (lane.Running >= Limits.PerKeyConcurrency) return (null, 0);
        return lane.Rate?.AvailableAt is { } at && at > _now ? (_cooling, at) : (OpenTo(first.Pin), first.Rank);
    }

    private (DueHeap<LaneDoor>? Heap, long Due) PlaceOf(KeyLane lane)
    {
        if (lane.First is { } first) return PlaceOf(lane, first);
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
