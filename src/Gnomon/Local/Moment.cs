namespace Gnomon.Local;

/// <summary>One reading of both clocks, in ticks of 100 ns.</summary>
/// <param name="Utc">The wall clock: what is due is decided by it.</param>
/// <param name="Monotonic">A clock that nobody sets: leases are measured by it.</param>
internal readonly record struct Moment(long Utc, long Monotonic)
{
    public DateTimeOffset Instant => new(Utc, TimeSpan.Zero);

    public static Moment Now(TimeProvider time) =>
        new(time.GetUtcNow().UtcTicks, time.GetElapsedTime(0).Ticks);
}
