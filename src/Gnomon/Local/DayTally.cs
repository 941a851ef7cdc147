using Gnomon.Codecs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>What happened in one day, by handler.</summary>
/// <param name="day">The number of the day in UTC, as <see cref="DateOnly.DayNumber"/> counts them.</param>
internal sealed class DayTally(int day)
{
    private readonly Dictionary<string, HandlerTally> _handlers = new(StringComparer.Ordinal);
    private readonly HandlerTally _others = new();

    public int Day => day;

    /// <summary>Where a handler is counted; with the others when it has no name, or comes after too many.</summary>
    public HandlerTally Of(string? handler)
    {
        if (handler is null) return _others;
        if (_handlers.TryGetValue(handler, out var tally)) return tally;
        if (_handlers.Count >= CounterLimits.MaxHandlersInDay) return _others;
        _handlers.Add(handler, tally = new HandlerTally());
        return tally;
    }

    public DayCounts Describe()
    {
        var counts = _handlers.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => Describe(entry.Key, entry.Value)).Where(IsSomething).ToList();
        if (Describe(null, _others) is var others && IsSomething(others)) counts.Add(others);
        return new DayCounts(DateOnly.FromDayNumber(day), counts);
    }

    /// <summary>Writes all of it; reading it back puts it in place of whatever was counted before.</summary>
    public void Write(RecordWriter records)
    {
        records.Number(_handlers.Count + 1);
        Write(records, null, _others);
        foreach (var (handler, tally) in _handlers) Write(records, handler, tally);
    }

    /// <summary>Takes over a day as it was written.</summary>
    public void Read(ref RecordReader reader)
    {
        // Changed in place: jobs' groups hold on to these objects.
        foreach (var tally in _handlers.Values.Append(_others))
            (tally.Accepted, tally.Done, tally.Failed, tally.Retried) = (0, 0, 0, 0);
        for (var left = reader.Number(); left > 0; left--)
        {
            var tally = Of(reader.OptionalText());
            tally.Accepted += reader.Number();
            tally.Done += reader.Number();
            tally.Failed += reader.Number();
            tally.Retried += reader.Number();
        }
    }

    private static HandlerCounts Describe(string? handler, HandlerTally tally) =>
        new(handler, tally.Accepted, tally.Done, tally.Failed, tally.Retried);

    private static bool IsSomething(HandlerCounts counts) =>
        counts.Accepted + counts.Done + counts.Failed + counts.Retried > 0;

    private static void Write(RecordWriter records, string? handler, HandlerTally tally)
    {
        records.OptionalText(handler);
        records.Number(tally.Accepted);
        records.Number(tally.Done);
        records.Number(tally.Failed);
        records.Number(tally.Retried);
    }
}
