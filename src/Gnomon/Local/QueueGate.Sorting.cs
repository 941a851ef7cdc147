using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>How other limits come into force while many jobs wait. Setting them moves one slice of what has to move, and
/// takes the same short time however many there are; claims and sweeps move the rest. Meanwhile only jobs are handed out
/// of which it is known that the limits let them go: those of sorted lanes, and in strict order none with a key until all
/// are known. An order in which jobs go is never changed by it.</summary>
internal sealed partial class QueueGate
{
    /// <summary>Most jobs and lanes that one command sorts in one queue.</summary>
    public const int Slice = 4096;

    /// <summary>Ready jobs that have not been put into lanes yet: all that are in no lane and whose rank is at or past
    /// <see cref="_sorted"/>.</summary>
    private readonly ReadyJobs _unsorted = new();

    /// <summary>Ready jobs below this rank are where they belong.</summary>
    private long _sorted = long.MaxValue;

    /// <summary>Lanes that may still be where former limits put them; while there are any, no job goes.</summary>
    private Queue<KeyLane>? _stale;

    /// <summary>Counts the changes of limits by key, and when the last one was.</summary>
    private int _version;

    private long _since;

    /// <summary>Counts how often strict order was set.</summary>
    private int _order;

    /// <summary>Jobs with sequence numbers from here to the end are not in strict order yet.</summary>
    private long _orderNext, _orderEnd;

    /// <summary>Whether there is anything left to sort.</summary>
    public bool IsSorting => _sorted != long.MaxValue || _stale is not null || IsOrdering;

    /// <summary>Whether the queue is another one with the gate than without.</summary>
    public bool IsNeeded => Limits != QueueLimits.None || _lanes.Count > 0 || IsSorting;

    private bool IsOrdering => _orderNext < _orderEnd;

    /// <summary>Sets other limits. What runs goes on; what the rates counted still counts. When limits by key are new,
    /// <see cref="CountRunning"/> has to follow for each running job.</summary>
    /// <param name="limits">All limits.</param>
    /// <param name="now">The instant, on the clock of rates.</param>
    /// <param name="jobs">All jobs; null while they are in no lists.</param>
    public void Set(QueueLimits limits, long now, JobTable? jobs)
    {
        // Each change of a rate counts from its own instant, so lanes must not miss one.
        while (_stale is not null) SortLanes(Slice);
        var former = Limits;
        (Limits, _now) = (limits, Math.Max(_now, now));
        _rate = RateMeter.Of(limits.Rate, _rate, now);
        if (SameByKey(former, limits)) return;
        _version++;
        _since = now;
        if (_lanes.Count > 0) _stale = new Queue<KeyLane>(_lanes.Values);
        if (limits.CountsByKey && !former.CountsByKey)
        {
            _queue.Ready.MoveBefore(_unsorted);
            _sorted = _unsorted.IsEmpty ? long.MaxValue : 0;
        }

        if (limits.StrictOrder == former.StrictOrder) return;
        if (limits.StrictOrder) _order++;
        var isEmpty = _queue.Counts.Sum() == _queue.Counts.Where((_, state) => ((JobState)state).IsTerminal()).Sum();
        (_orderNext, _orderEnd) = limits.StrictOrder && jobs is not null && !isEmpty ? (jobs.Begin, jobs.End) : (0, 0);
    }

    /// <summary>Takes note of a job that was running before there were limits by key.</summary>
    public void CountRunning(LocalJob job)
    {
        if (job.Lane is not null || Adopt(job) is not { } lane) return;
        lane.Running++;
        Place(lane);
    }

    /// <summary>Goes on sorting.</summary>
    /// <param name="jobs">All jobs.</param>
    /// <param name="max">Most steps.</param>
    /// <returns>How many steps it took; fewer than <paramref name="max"/> when all is sorted.</returns>
    public int Sort(JobTable jobs, int max)
    {
        var steps = SortLanes(max);
        for (; steps < max && _unsorted.FirstOfAll is { } job; steps++)
        {
            _unsorted.Remove(job);
            _sorted = job.Rank + 1;
            Enter(job, inPlace: true);
        }

        if (_unsorted.IsEmpty) _sorted = long.MaxValue;
        if (steps >= max || !IsOrdering) return steps;
        var end = Math.Min(_orderEnd, _orderNext + max - steps);
        steps += (int)(end - _orderNext);
        foreach (var job in jobs.OldestFirst(_orderNext, end, null))
            if (job.Queue == _queue && Belongs(job.State) && (job.Lane ?? Adopt(job)) is { } lane)
            {
                lane.Accept(job, _order);
                Place(lane);
            }

        _orderNext = end;
        return steps;
    }

    /// <summary>The ready jobs among which one waits, in the order in which they go.</summary>
    public IEnumerable<LocalJob> Among(LocalJob job)
    {
        if (job.Lane is { } lane && Limits.StrictOrder) return lane.ReadyInTurn(_order);
        if (job.InLane) return job.Lane!.InOrder(job.Pin);
        return (job.Rank >= _sorted ? _unsorted : _queue.Ready).InOrder(job.Pin);
    }

    private static bool SameByKey(QueueLimits one, QueueLimits other) =>
        one.PerKeyConcurrency == other.PerKeyConcurrency && one.PerKeyRate == other.PerKeyRate
        && one.StrictOrder == other.StrictOrder;

    private int SortLanes(int max)
    {
        var steps = 0;
        for (; steps < max && _stale is not null; steps++)
        {
            if (!_stale.TryDequeue(out var lane)) _stale = null;
            else if (_lanes.TryGetValue(lane.Key, out var known) && known == lane) Place(lane);
        }

        return steps;
    }

    /// <summary>Has the limits of now hold for a lane, as of the instant at which they were set.</summary>
    private void Renew(KeyLane lane)
    {
        if (lane.Version == _version) return;
        lane.Version = _version;
        lane.Rate = RateMeter.Of(Limits.PerKeyRate, lane.Rate, _since);
    }
}
