using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>What happened, by day and handler, of the newest <see cref="CounterLimits.MaxDays"/> days on which something
/// did. Nothing is written for it in the journal but in checkpoints: replaying what happened counts it again.</summary>
internal sealed class DayTallies
{
    private readonly SortedList<int, DayTally> _days = [];

    /// <summary>The days, the oldest first.</summary>
    public IEnumerable<DayTally> Days => _days.Values;

    /// <summary>Where a job is counted that something happens to.</summary>
    /// <param name="group">The job's group.</param>
    /// <param name="instant">When, in UTC ticks.</param>
    public HandlerTally Of(JobGroup group, long instant)
    {
        var day = (int)(instant / TimeSpan.TicksPerDay);
        if (group.TallyDay == day && group.Tally is { } latest) return latest;
        var tally = Day(day).Of(group.Handler);
        (group.TallyDay, group.Tally) = (day, tally);
        return tally;
    }

    /// <summary>One day. A day before all that are kept, when there are as many as there may be, is not kept.</summary>
    public DayTally Day(int day)
    {
        if (_days.TryGetValue(day, out var tally)) return tally;
        tally = new DayTally(day);
        _days.Add(day, tally);
        if (_days.Count > CounterLimits.MaxDays) _days.RemoveAt(0);
        return tally;
    }

    public List<DayCounts> Describe(int from) =>
        [.. _days.Values.Where(day => day.Day >= from).Reverse().Select(day => day.Describe())];
}
