using System.Globalization;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Works out the ticks that a schedule comes to.</summary>
internal static class NextTicksMapping
{
    private const string LocalFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    /// <summary>The ticks after a time, and after the mark, at or before which none fires again.</summary>
    public static NextTicksDocument ToDocument(StoredSchedule stored, DateTimeOffset now, int count)
    {
        var schedule = stored.Schedule;
        var items = new List<NextTickDocument>();
        var after = stored.Mark > now ? stored.Mark : now;
        while (items.Count < count && schedule.Next(after) is { } tick)
        {
            items.Add(new NextTickDocument(tick, Local(schedule.Trigger, tick), tick));
            after = tick;
        }

        return new NextTicksDocument(items, null) { Paused = schedule.Paused ? true : null };
    }

    private static string Local(Trigger trigger, DateTimeOffset tick) =>
        TimeZoneInfo.ConvertTime(tick, TimeZones.OfTick(trigger, tick))
            .ToString(LocalFormat, CultureInfo.InvariantCulture);
}
