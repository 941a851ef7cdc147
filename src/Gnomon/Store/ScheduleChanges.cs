using System.Collections.ObjectModel;

namespace Gnomon.Store;

/// <summary>Changes of schedules that happen together or not at all.</summary>
/// <param name="Puts">Schedules to store.</param>
/// <param name="Removes">Ids of schedules to remove; an unknown one is no error.</param>
public sealed record ScheduleChanges(IReadOnlyList<SchedulePut> Puts, IReadOnlyList<string> Removes)
{
    /// <summary>The revisions that schedules to remove must have; one that is not named may have any. A schedule that is
    /// gone has the revision 0.</summary>
    public IReadOnlyDictionary<string, long> ExpectedOnRemove { get; init; } =
        ReadOnlyDictionary<string, long>.Empty;
}
