namespace Gnomon.Triggers;

/// <summary>On which pass a tick comes whose local time is shown twice, because clocks go back. The numbers are stored:
/// never renumber.</summary>
public enum ClockOverlap : byte
{
    /// <summary>On the first.</summary>
    First = 0,

    /// <summary>On the second.</summary>
    Second = 1,

    /// <summary>On both.</summary>
    Both = 2,
}
