using System.Globalization;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Works out the ticks that a schedule comes to.</summary>
internal static class NextTicksMapping
{
    private const string LocalFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    /// <summary>The ticks that are due after a time. None at or before the mark is among them, for those do not fire
    /// again, and no more than may still run.</summary>
    public static NextTicksDocument ToDocument(
        StoredSchedule stored, DateTimeOffset now, int count, CancellationToken cancellation = default)
    {
        var schedule = stored.Schedule;
        var items = new List<NextTickDocument>();
        var most = schedule.MaxRuns is { } runs && runs - stored.Runs < count ? runs - stored.Runs : count;
        var after = Decided(stored, now);
        while (items.Count < most && schedule.Next(after) is { } tick)
        {
            // A rule with many exclusions may take long for each tick.
            cancellation.ThrowIfCancellationRequested();
            items.Add(new NextTickDocument(tick, Local(schedule.Trigger, tick), schedule.RunAt(tick)));
            after = tick;
        }

        return new NextTicksDocument(items, null) { Paused = schedule.Paused ? true : null };
    }

    /// <summary>The instant up to which every tick has come due. One whose nominal instant has passed may wait for its
    /// part of the jitter; a pause drops it.</summary>
    private static DateTimeOffset Decided(StoredSchedule stored, DateTimeOffset now)
    {
        var decided = stored.Schedule.Paused ? now : stored.Schedule.LastDue(now) ?? stored.Mark;
        return decided > stored.Mark ? decided : stored.Mark;
    }

    private static string Local(Trigger trigger, DateTimeOffset tick) =>
        TimeZoneInfo.ConvertTime(tick, TimeZones.OfTick(trigger, tick))
            .ToString(LocalFormat, CultureInfo.InvariantCulture);
}
