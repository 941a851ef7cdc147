namespace Gnomon.Triggers;

/// <summary>The bounds of triggers.</summary>
public static class TriggerLimits
{
    /// <summary>Most characters of a trigger's text: 16,384, which holds about 1,400 dates.</summary>
    public const int MaxTextLength = 16 * 1024;

    /// <summary>Most triggers that one joins, and most exclusions that it has: 32 each.</summary>
    public const int MaxParts = 32;

    /// <summary>Most ticks that are looked at, because exclusions took away all before them, until there is no next
    /// one: 20,000. Runs of excluded time that are named as such (a date, an hour that is excluded whole) count as one.
    /// </summary>
    public const int MaxExcludedSteps = 20_000;
}
