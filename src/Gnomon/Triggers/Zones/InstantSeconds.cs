namespace Gnomon.Triggers.Zones;

/// <summary>Instants as seconds from 0001-01-01 00:00:00 UTC.</summary>
internal static class InstantSeconds
{
    /// <summary>The second that an instant is in.</summary>
    public static long Floor(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerSecond;

    public static DateTimeOffset? ToInstant(long? second) =>
        second is { } s ? new DateTimeOffset(s * TimeSpan.TicksPerSecond, TimeSpan.Zero) : null;
}
