using Gnomon.Triggers;

namespace Gnomon.Telemetry;

/// <summary>Spans of time in messages for people.</summary>
internal static class Span
{
    /// <summary>To the second, or to the millisecond below one.</summary>
    public static string Text(TimeSpan span)
    {
        var step = span < TimeSpan.FromSeconds(1) ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerSecond;
        return DurationText.Format(new TimeSpan(span.Ticks / step * step));
    }
}
