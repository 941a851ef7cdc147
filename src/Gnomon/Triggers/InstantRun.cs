namespace Gnomon.Triggers;

/// <summary>Instants from one on, and before another, in ticks of 100 ns of UTC.</summary>
internal readonly record struct InstantRun(long From, long Until);
