using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Scheduling;

/// <summary>Decides what becomes of the due ticks of a schedule: pure arithmetic on the schedule, its mark and the time.
/// A tick is on time when it came due while this node was looking after schedules and is at most <see cref="OnTime"/>
/// old; it runs. Any other was missed, and the catch-up policy decides. With jitter, ticks are told apart by their
/// nominal instants and judged by the instants they are due at (<see cref="Schedule.RunAt"/>), whose order is the same.
/// </summary>
internal static class TickPlanner
{
    /// <summary>How late a tick may be decided and still count as on time.</summary>
    public static readonly TimeSpan OnTime = TimeSpan.FromSeconds(5);

    /// <summary>Most ticks that one commit runs; the rest follow with the next.</summary>
    public const int MaxTicks = 100;

    /// <summary>The firing that is due at <paramref name="now"/>, or null when no tick is.</summary>
    /// <param name="stored">The schedule and its mark.</param>
    /// <param name="now">The time by the store's clock.</param>
    /// <param name="lookingSince">Since when this node looks after schedules; null means for ever.</param>
    public static FireRequest? Plan(StoredSchedule stored, DateTimeOffset now, DateTimeOffset? lookingSince = null)
    {
        var schedule = stored.Schedule;
        if (schedule.Paused || stored.Runs >= schedule.MaxRuns) return null;
        if (schedule.Next(stored.Mark) is not { } first || schedule.RunAt(first) > now) return null;
        var firing = new Firing(stored, now);
        var onTimeFrom = lookingSince is { } since && since > now - OnTime ? since : now - OnTime;
        var from = SkipMissed(firing, first, now, onTimeFrom);
        for (var tick = from; tick is { } at && schedule.RunAt(at) <= now; tick = schedule.Next(at))
            if (!firing.TryRun(at))
                break;
        return firing.ToRequest();
    }

    /// <summary>Records the missed ticks that the policy does not run as one skip.</summary>
    /// <returns>The first tick that runs, or null when none does.</returns>
    private static DateTimeOffset? SkipMissed(
        Firing firing, DateTimeOffset first, DateTimeOffset now, DateTimeOffset onTimeFrom)
    {
        var schedule = firing.Schedule;
        var firstDue = schedule.RunAt(first);
        if (firstDue >= onTimeFrom) return first;
        var (keepFrom, reason) = schedule.CatchUp switch
        {
            CatchUp.All => (WindowStart(schedule, now), "missed, and older than the catch-up window"),
            CatchUp.Latest => (
                Latest(schedule, now, onTimeFrom),
                "missed; catch-up runs the latest tick only, and only inside its window"),
            _ => (onTimeFrom, "missed; the schedule does not catch up"),
        };
        if (firstDue >= keepFrom) return first;
        var last = schedule.LastDue(keepFrom.AddTicks(-1)) ?? first;
        firing.Skip(first, last < first ? first : last, reason);
        return schedule.Next(last < first ? first : last);
    }

    /// <summary>Due from where on ticks run under <see cref="CatchUp.Latest"/>: those on time if there are any, else the
    /// latest if it is inside the window.</summary>
    private static DateTimeOffset Latest(Schedule schedule, DateTimeOffset now, DateTimeOffset onTimeFrom)
    {
        var latest = schedule.LastDue(now) is { } tick ? schedule.RunAt(tick) : now;
        if (latest >= onTimeFrom) return onTimeFrom;
        return latest > WindowStart(schedule, now) ? latest : now;
    }

    /// <summary>The instant that missed ticks have to be due later than; a window may be longer than time is.</summary>
    private static DateTimeOffset WindowStart(Schedule schedule, DateTimeOffset now) =>
        schedule.CatchUpWindow > now - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : now - schedule.CatchUpWindow;

    /// <summary>The firing in the making.</summary>
    private sealed class Firing(StoredSchedule stored, DateTimeOffset now)
    {
        private readonly List<Tick> _ticks = [];
        private readonly List<JobDraft> _jobs = [];
        private readonly long _left = (stored.Schedule.MaxRuns ?? long.MaxValue) - stored.Runs;
        private int _live = stored.LiveJobs;
        private DateTimeOffset _mark = stored.Mark;

        public Schedule Schedule => stored.Schedule;

        public void Skip(DateTimeOffset at, DateTimeOffset until, string reason)
        {
            _ticks.Add(new Tick(at, now, TickOutcome.Skipped) { Reason = reason, Until = until > at ? until : null });
            _mark = until;
        }

        /// <summary>Decides one tick that is due and not missed.</summary>
        /// <returns>False when this commit is full, and the tick is for the next one, or no run is left, and the tick
        /// is for nobody.</returns>
        public bool TryRun(DateTimeOffset at)
        {
            if (_ticks.Count >= MaxTicks || _jobs.Count >= _left) return false;
            // Whether a job with a key comes to be is known once it is stored; only then the next tick can be judged.
            if (Schedule.Overlap == OverlapPolicy.Skip && Schedule.Job.Key is not null && _jobs.Count > 0) return false;
            if (Schedule.Overlap == OverlapPolicy.Skip && _live > 0)
            {
                Skip(at, at, "overlap: the job of an earlier tick has not ended");
                return true;
            }

            var id = JobId.ForTick(Schedule.Id, at);
            _jobs.Add(new JobDraft(id, Schedule.Job with { Schedule = Schedule.Id, Tick = at }));
            _ticks.Add(new Tick(at, now, TickOutcome.Ran) { Job = id });
            _live++;
            _mark = at;
            return true;
        }

        public FireRequest ToRequest() =>
            new(Schedule.Id, stored.Revision, stored.Mark, _mark) { Ticks = _ticks, Jobs = _jobs };
    }
}
