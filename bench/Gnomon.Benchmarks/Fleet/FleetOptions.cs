namespace Gnomon.Benchmarks.Fleet;

/// <summary>How large a fleet is, and for how long it runs.</summary>
/// <param name="Directory">For the history; it is emptied first.</param>
/// <param name="For">How long processes are killed.</param>
/// <param name="Kills">How many are; null means as many as the time allows, and the time does not count else.</param>
/// <param name="Seed">Decides who and when.</param>
/// <param name="Skew">How far the clocks of some processes are ahead, and of as many others behind.</param>
internal sealed record FleetOptions(
    string Directory, int Workers, int Producers, int Schedulers, TimeSpan For, int? Kills, int Seed, TimeSpan Skew)
{
    /// <summary>A kill every so many milliseconds on average.</summary>
    public const int KillEvery = 750;

    /// <summary>How long schedules have ticks.</summary>
    public int Seconds => Kills is { } kills ? Math.Max(4, kills * KillEvery / 1000) : (int)For.TotalSeconds;
}
