namespace Gnomon.Local;

/// <summary>Sums of instants and durations that stay inside the calendar.</summary>
internal static class Instants
{
    /// <summary>The instant <paramref name="span"/> after <paramref name="ticks"/>, at most the last there is.</summary>
    public static long Add(long ticks, TimeSpan span) =>
        span.Ticks > DateTime.MaxValue.Ticks - ticks ? DateTime.MaxValue.Ticks : ticks + span.Ticks;
}
