using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>Says of an instant, or of each nominal tick of a period, what became of it and why: from the arithmetic of the
/// trigger, the ticks that are kept and what was done to the schedule. It changes nothing and reads no clock.</summary>
/// <param name="stored">The schedule.</param>
/// <param name="ticks">The ticks that are kept of it, the one decided last first.</param>
/// <param name="events">What was done to it, oldest first.</param>
/// <param name="now">The time.</param>
/// <param name="leader">The node that fires schedules, or null when there is none.</param>
internal sealed class ScheduleExplainer(
    StoredSchedule stored, IReadOnlyList<Tick> ticks, IReadOnlyList<ScheduleEvent> events, DateTimeOffset now,
    string? leader)
{
    private static readonly TimeSpan WorthATell = TimeSpan.FromSeconds(5);

    private readonly Schedule _schedule = stored.Schedule;

    /// <summary>The rule without its exclusions and bounds: a trigger for each of its parts.</summary>
    private readonly IReadOnlyList<Trigger> _parts =
        stored.Schedule.Trigger is CompositeTrigger several ? several.AnyOf : [stored.Schedule.Trigger];

    /// <summary>Whether older ticks than the kept ones were decided.</summary>
    private readonly bool _hasForgotten =
        stored.Counts.Ran + stored.Counts.Skipped + stored.Counts.Buffered > ticks.Count;

    /// <summary>Explains one instant.</summary>
    public TickExplanation Explain(DateTimeOffset at)
    {
        at = at.ToUniversalTime();
        if (FindKept(at) is { } kept) return OfKept(at, kept);
        if (Previous(at) != at) return OfNoTick(at);
        if (_schedule.Trigger is CompositeTrigger several)
            foreach (var exclusion in several.Except)
                if (exclusion.Covers(at, out _))
                    return new TickExplanation(at, TickVerdict.Excluded, $"Left out by the exclusion '{exclusion}'.");
        if (at < _schedule.Start)
            return OutOfBounds(at, $"It is before the start of the schedule, {Text(_schedule.Start.Value)}.");
        if (at > _schedule.End)
            return OutOfBounds(at, $"It is after the end of the schedule, {Text(_schedule.End.Value)}.");
        var runAt = _schedule.RunAt(at);
        return (runAt > now && at > stored.Mark ? OfFuture(at, runAt) : OfPast(at, runAt)) with { RunAt = runAt };
    }

    /// <summary>Explains the nominal ticks of a period, excluded ones and those out of bounds among them.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The end; not in it.</param>
    /// <param name="limit">Most ticks.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The ticks, the first first; and the first one that is left, or null.</returns>
    public (IReadOnlyList<TickExplanation> Items, DateTimeOffset? Next) Explain(
        DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellation = default)
    {
        var items = new List<TickExplanation>();
        DateTimeOffset? left = null;
        // Ticks of former definitions are in the list although the present rule does not have them.
        var others = new Queue<DateTimeOffset>(
            ticks.Select(tick => tick.At).Where(at => at >= from && at < to).Distinct().Order());
        var nominal = Previous(from) == from ? from.ToUniversalTime() : Next(from);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            while (others.Count > 0 && others.Peek() < (nominal ?? to))
                if (!Take(others.Dequeue()))
                    return (items, left);
            if (others.Count > 0 && others.Peek() == nominal) others.Dequeue();
            if (nominal is not { } at || at >= to) return (items, null);
            if (!Take(at)) return (items, left);
            nominal = Next(at);
        }

        bool Take(DateTimeOffset at)
        {
            left = at;
            if (items.Count == limit) return false;
            items.Add(Explain(at));
            return true;
        }
    }

    private Tick? FindKept(DateTimeOffset at)
    {
        foreach (var tick in ticks)
            if (tick.At == at || (tick.Until >= at && tick.At < at && Previous(at) == at))
                return tick;
        return null;
    }

    private TickExplanation OfKept(DateTimeOffset at, Tick tick)
    {
        var due = tick.At == at && Previous(at) == at ? _schedule.RunAt(at) : at;
        var late = tick.FiredAt - due;
        var when = late > WorthATell && tick.Outcome != TickOutcome.Skipped
            ? $" It was decided at {Text(tick.FiredAt)}, {DurationText.Format(Whole(late))} after it was due."
            : "";
        var reason = tick.Reason is { } text ? $": {text}" : "";
        var job = tick.Job is { } id ? $" as job {id}{OfState(tick)}" : "";
        return tick.Outcome switch
        {
            TickOutcome.Ran => new TickExplanation(at, TickVerdict.Ran, $"It ran{job}{reason}.{when}"),
            TickOutcome.Buffered => new TickExplanation(at, TickVerdict.Buffered, $"It was buffered{job}{reason}.{when}"),
            _ => new TickExplanation(at, TickVerdict.Skipped, $"It was skipped at {Text(tick.FiredAt)}{reason}."),
        } with { Job = tick.Job, RunAt = due };
    }

    private TickExplanation OfNoTick(DateTimeOffset at)
    {
        var before = Previous(at) is { } last ? $"the one before is {Text(last)}" : "there is none before";
        var after = Next(at) is { } next ? $"the one after is {Text(next)}" : "there is none after";
        var reason = _schedule.Trigger is UnreadableTrigger bad
            ? $"The time rule cannot be read, so there is no tick: {bad.Problem}"
            : $"The schedule has no tick then: {before}, {after}.";
        return new TickExplanation(at, TickVerdict.NoTick, reason);
    }

    private TickExplanation OfFuture(DateTimeOffset at, DateTimeOffset runAt)
    {
        if (_schedule.Paused)
            return new TickExplanation(
                at, TickVerdict.Paused,
                $"It is to come, but the schedule is paused{Reason(_schedule.Reason)}; it runs only if that ends before.");
        if (stored.Runs >= _schedule.MaxRuns) return OfMaxRuns(at);
        var jitter = runAt > at ? $", {DurationText.Format(runAt - at)} after its instant, which is its part of the jitter" : "";
        return new TickExplanation(at, TickVerdict.Future, $"It is to come: due at {Text(runAt)}{jitter}.");
    }

    private TickExplanation OfPast(DateTimeOffset at, DateTimeOffset runAt)
    {
        if (OfAbsence(at) is { } absent) return absent;
        // The state in which the schedule was at that instant, and what was done next.
        var before = events.LastOrDefault(happened => happened.At < at);
        var after = events.FirstOrDefault(happened => happened.At >= at);
        if (before is { Kind: ScheduleEventKind.Paused or ScheduleEventKind.AutoPaused })
            return new TickExplanation(
                at, TickVerdict.Paused,
                $"The schedule was paused then, since {Text(before.At)}{Reason(before.Reason)}. What comes due while it is "
                + "paused never runs.");
        var isForgotten = _hasForgotten && (ticks.Count == 0 || at < ticks.Min(tick => tick.At));
        if (after is not null && !isForgotten) return OfEdit(at, after);
        if (at > stored.Mark)
        {
            if (_schedule.Paused)
                return new TickExplanation(
                    at, TickVerdict.Paused, $"The schedule is paused{Reason(_schedule.Reason)}.");
            if (stored.Runs >= _schedule.MaxRuns) return OfMaxRuns(at);
            var late = DurationText.Format(Whole(now - runAt));
            var why = leader is null
                ? "no node looks after schedules: start a server or a worker"
                : $"node {leader}, which looks after schedules, has not come to it yet";
            return new TickExplanation(
                at, TickVerdict.Late, $"It is due since {late} and not decided yet: {why}.");
        }

        return new TickExplanation(
            at, TickVerdict.Forgotten,
            $"It was decided, but only the newest {ticks.Count} ticks are kept, and it is not among them.");
    }

    /// <summary>Of a tick at a time when the schedule was not stored; null when it was.</summary>
    private TickExplanation? OfAbsence(DateTimeOffset at)
    {
        if (events.Count == 0) return null;
        var first = events[0];
        if (first.Kind == ScheduleEventKind.Stored && at <= first.At)
            return new TickExplanation(
                at, TickVerdict.NotStored,
                $"The schedule was stored at {Text(first.At)}, not before; a new schedule never fires the past.");
        for (var i = 0; i + 1 < events.Count; i++)
            if (events[i].Kind == ScheduleEventKind.Removed && at > events[i].At && at <= events[i + 1].At)
                return new TickExplanation(
                    at, TickVerdict.NotStored,
                    $"The schedule was removed at {Text(events[i].At)} and stored again at {Text(events[i + 1].At)}.");
        if (first.Kind == ScheduleEventKind.Removed && at <= first.At)
            return new TickExplanation(
                at, TickVerdict.NotStored,
                $"A schedule of this name was removed at {Text(first.At)}, and what it did is not known any more.");
        return null;
    }

    private static TickExplanation OfEdit(DateTimeOffset at, ScheduleEvent after)
    {
        var what = after.Kind switch
        {
            ScheduleEventKind.Paused or ScheduleEventKind.AutoPaused => "paused",
            ScheduleEventKind.Resumed => "resumed",
            ScheduleEventKind.Removed => "removed",
            _ => "edited",
        };
        return new TickExplanation(
            at, TickVerdict.Edited,
            $"The schedule was {what} at {Text(after.At)}{Reason(after.Reason)}, before this tick was decided: an edit never "
            + "fires the past, and until then it may have had another rule.");
    }

    private TickExplanation OfMaxRuns(DateTimeOffset at) => new(
        at, TickVerdict.MaxRuns,
        $"The schedule may run {_schedule.MaxRuns:N0} times and has done so"
        + (stored.LastTick is { } last ? $"; its last tick was {Text(last)}." : "."));

    private static TickExplanation OutOfBounds(DateTimeOffset at, string text) => new(at, TickVerdict.OutOfBounds, text);

    private DateTimeOffset? Previous(DateTimeOffset at)
    {
        DateTimeOffset? latest = null;
        foreach (var part in _parts)
            if (part.Last(at) is { } last && !(latest >= last))
                latest = last;
        return latest;
    }

    private DateTimeOffset? Next(DateTimeOffset at)
    {
        DateTimeOffset? first = null;
        foreach (var part in _parts)
            if (part.Next(at) is { } next && !(first <= next))
                first = next;
        return first;
    }

    private static string OfState(Tick tick) => tick switch
    {
        { State: null } => "",
        { State: { } state, FinishedAt: { } at } => $", which ended {state.ToString().ToLowerInvariant()} at {Text(at)}",
        { State: { } state } => $", which is {state.ToString().ToLowerInvariant()}",
    };

    private static string Reason(string? reason) => string.IsNullOrEmpty(reason) ? "" : $" ({reason})";

    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Max(0, Math.Floor(span.TotalSeconds)));

    private static string Text(DateTimeOffset instant) => InstantText.Format(instant);
}
