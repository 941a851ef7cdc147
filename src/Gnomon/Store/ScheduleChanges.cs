namespace Gnomon.Store;

/// <summary>Changes of schedules that happen together or not at all.</summary>
/// <param name="Puts">Schedules to store.</param>
/// <param name="Removes">Ids of schedules to remove; an unknown one is no error.</param>
public sealed record ScheduleChanges(IReadOnlyList<SchedulePut> Puts, IReadOnlyList<string> Removes);
