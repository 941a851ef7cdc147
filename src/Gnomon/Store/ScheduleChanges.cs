using System.Collections.ObjectModel;
using Gnomon.Triggers;

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

    /// <summary>The declared set that the puts are; null for schedules that stand alone.</summary>
    public ScheduleSetChange? Set { get; init; }

    /// <summary>A version of a declared set.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <param name="schedules">The whole set.</param>
    /// <param name="change">Says more about it.</param>
    public static ScheduleChanges OfSet(
        string name, long version, IReadOnlyList<Schedule> schedules,
        Func<ScheduleSetChange, ScheduleSetChange>? change = null)
    {
        var set = ScheduleSetChange.Replace(name, version, schedules);
        return new ScheduleChanges([.. schedules.Select(schedule => new SchedulePut(schedule))], [])
        {
            Set = change?.Invoke(set) ?? set,
        };
    }
}
