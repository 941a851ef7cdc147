namespace Gnomon.Store;

/// <summary>Counts by handler and by day that the store keeps as it goes; reading them scans no jobs.</summary>
/// <param name="Load">What waits and runs at present, by queue and handler. Only what is not nothing is listed; the
/// first <see cref="CounterLimits.MaxLoads"/> kinds of jobs that come are told apart, further ones are counted together
/// for each queue.</param>
/// <param name="Days">The days on which something happened, the newest first. The newest
/// <see cref="CounterLimits.MaxDays"/> such days are kept.</param>
public sealed record JobCounters(IReadOnlyList<HandlerLoad> Load, IReadOnlyList<DayCounts> Days);
