using System.Globalization;

namespace Gnomon.Triggers.Recurrence;

/// <summary>Reads UNTIL: a date, a local time, or an instant of UTC.</summary>
internal static class RuleUntil
{
    private const string Allowed =
        "a date as 20301231, a local time as 20301231T235959 or an instant of UTC as 20301231T235959Z";

    public static RuleParts Read(RuleParts parts, RulePart until)
    {
        var text = until.Value.Text.ToUpperInvariant();

        // Second 60 is taken for 59, as in BYSECOND.
        if (text is [_, _, _, _, _, _, _, _, 'T', _, _, _, _, '6', '0', ..]) text = text[..13] + "59" + text[15..];
        if (Time(text, "yyyyMMdd") is { } date)
            return parts with { Until = text, UntilLocal = Second(date) + TimesOfDay.SecondsPerDay - 1 };
        if (Time(text, "yyyyMMdd'T'HHmmss") is { } local)
            return parts with { Until = text, UntilLocal = Second(local) };
        if (Time(text, "yyyyMMdd'T'HHmmss'Z'") is { } instant)
            return parts with { Until = text, UntilUtc = new DateTimeOffset(instant, TimeSpan.Zero) };
        throw until.Refuse("is not a date or time", Allowed);
    }

    private static DateTime? Time(string text, string form) =>
        DateTime.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    private static long Second(DateTime time) => time.Ticks / TimeSpan.TicksPerSecond;
}
