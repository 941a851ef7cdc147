namespace Gnomon.Triggers;

/// <summary>What happens to ticks that came due while nobody fired schedules. The numbers are stored: never renumber.
/// </summary>
public enum CatchUp : byte
{
    /// <summary>None of them runs.</summary>
    None = 0,

    /// <summary>The latest one runs, if it is younger than the window.</summary>
    Latest = 1,

    /// <summary>Each one runs that is younger than the window.</summary>
    All = 2,
}
