namespace Gnomon.Store;

/// <summary>What is stored of one declared set.</summary>
/// <param name="Stored">The set.</param>
/// <param name="Content">Stands for what was declared with its version.</param>
/// <param name="Members">The ids of its schedules, in their order.</param>
internal sealed record SeenScheduleSet(StoredScheduleSet Stored, string Content, IReadOnlyCollection<string> Members);
