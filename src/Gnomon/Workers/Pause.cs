namespace Gnomon.Workers;

/// <summary>How long to wait before trying again what failed: 100 ms, doubling to 5 s, less up to a quarter by chance
/// so that many nodes do not come back at once.</summary>
internal static class Pause
{
    public static TimeSpan After(int failures)
    {
        var milliseconds = Math.Min(5000, 100 * Math.Pow(2, Math.Min(failures, 10) - 1));
        return TimeSpan.FromMilliseconds(milliseconds * (1 - Random.Shared.NextDouble() / 4));
    }

    /// <summary>Whether to log a failure: the first, second, fourth, eighth… in a row, so that trouble which lasts does
    /// not flood the log.</summary>
    public static bool IsWorthALine(int failures) => int.IsPow2(failures);
}
