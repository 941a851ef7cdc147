namespace Gnomon.Redis;

/// <summary>Instants and durations as scripts count them: microseconds, instants since 1970. A number of Lua is exact for
/// those up to the year 2255.</summary>
internal static class RedisTime
{
    /// <summary>The largest number that a script reckons with; it stands for never.</summary>
    public const long Never = 9_007_199_254_740_991;

    public static long Micros(DateTimeOffset instant) =>
        Math.Min(Never, (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The first microsecond that is not before an instant: nothing is due too early.</summary>
    public static long MicrosUp(DateTimeOffset instant) => Math.Min(
        Never,
        (instant.UtcTicks - DateTime.UnixEpoch.Ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond);

    public static long Micros(TimeSpan duration) =>
        Math.Min(Never, (duration.Ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset Instant(long micros) =>
        new(DateTime.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>An instant, or null for 0, which scripts write for none.</summary>
    public static DateTimeOffset? OptionalInstant(long micros) => micros == 0 ? null : Instant(micros);
}
