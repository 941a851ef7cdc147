using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>Says that a change of schedules is one of a declared set: a set of schedules that is replaced as a whole,
/// by a newer version only. In one commit,
/// <list type="bullet">
/// <item>a version newer than the stored one stores the puts, removes the schedules of the set that are not among them,
/// and stores the version;</item>
/// <item>the stored version with the content that was declared with it, or with what is stored now, changes nothing;
/// </item>
/// <item>the stored version with other content, an older version, and a version in which a schedule is somebody else's,
/// are refused, and nothing changes.</item>
/// </list></summary>
public sealed record ScheduleSetChange
{
    private ScheduleSetChange(string name, ScheduleSetAction action) => (Name, Action) = (name, action);

    /// <summary>The name of the set.</summary>
    public string Name { get; }

    /// <summary>What is done with it.</summary>
    public ScheduleSetAction Action { get; }

    /// <summary>The version, 0 or more; of a removal it has no meaning.</summary>
    public long Version { get; private init; }

    /// <summary>Stands for the declared content, so that equal contents can be told from others long after; opaque to
    /// stores.</summary>
    public string Content { get; private init; } = "";

    /// <summary>Whether schedules with the ids of the set that were made by hand, or are in another set, become its own;
    /// without it they are conflicts.</summary>
    public bool Adopt { get; init; }

    /// <summary>Whether a pause or its end is as the set declares it, also where an operator paused or resumed a schedule
    /// meanwhile; without it the operator's word stands.</summary>
    public bool ResetPauses { get; init; }

    /// <summary>Whether the answer only says what would happen.</summary>
    public bool IsTrial { get; init; }

    /// <summary>A version of a set.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="version">The version, 0 or more.</param>
    /// <param name="schedules">The whole set, the same as the puts.</param>
    public static ScheduleSetChange Replace(string name, long version, IEnumerable<Schedule> schedules) =>
        new(name, ScheduleSetAction.Replace) { Version = version, Content = ScheduleContent.Of(schedules) };

    /// <summary>The removal of a set; without puts.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="forget">Whether its version is forgotten too, so that any version may come back.</param>
    public static ScheduleSetChange Remove(string name, bool forget = false) =>
        new(name, forget ? ScheduleSetAction.Forget : ScheduleSetAction.Remove);

    /// <summary>Refuses a change that breaks a bound.</summary>
    /// <exception cref="InvalidJobException">Names the member at fault.</exception>
    internal static void Check(ScheduleSetChange set, ScheduleChanges changes)
    {
        JobRules.CheckName("set", set.Name);
        if (set.Version < 0) throw new InvalidJobException("version", $"is {set.Version}; allowed are 0 and more");
        if (changes.Puts.Count > ScheduleSetLimits.MaxSchedules)
            throw new InvalidJobException(
                "schedules",
                $"has {changes.Puts.Count:N0} schedules; at most {ScheduleSetLimits.MaxSchedules:N0} are allowed");
        if (changes.Removes.Count > 0 || (set.Action != ScheduleSetAction.Replace && changes.Puts.Count > 0))
            throw new InvalidJobException("schedules", "a change of a set holds nothing but its schedules");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < changes.Puts.Count; i++)
            if (!ids.Add(changes.Puts[i].Schedule.Id))
                throw new InvalidJobException(
                    $"schedules[{i}].id", $"is '{changes.Puts[i].Schedule.Id}', which another schedule of the set has");
    }
}
