namespace Gnomon.Triggers;

/// <summary>What becomes of a tick whose local time does not exist, because clocks jump over it. The numbers are
/// stored: never renumber.</summary>
public enum ClockGap : byte
{
    /// <summary>It moves to the first instant after the gap; several that one gap leaves out become one tick.</summary>
    After = 0,

    /// <summary>It moves by as much as the clocks do: 02:30 becomes 03:30 when they go on by an hour.</summary>
    Shift = 1,

    /// <summary>It is left out.</summary>
    Skip = 2,
}
