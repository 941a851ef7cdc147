using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>What is stored of one schedule.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Set">The declared set that it belongs to, or null.</param>
/// <param name="IsDeclaredPaused">Whether the set declares it paused.</param>
internal readonly record struct SeenSchedule(Schedule Definition, long Revision, string? Set, bool IsDeclaredPaused);
