namespace Gnomon.Api;

/// <summary>What a file of schedules holds: one declared set, or several, and schedules that stand alone. An export of
/// all schedules has this form.</summary>
public sealed record SchedulesFileDocument
{
    /// <summary>The name of the set that <see cref="Schedules"/> are; null when they stand alone.</summary>
    public string? Set { get; init; }

    /// <summary>The version of that set.</summary>
    public long? Version { get; init; }

    /// <summary>As in <see cref="ScheduleSetDocument.Adopt"/>.</summary>
    public bool? Adopt { get; init; }

    /// <summary>As in <see cref="ScheduleSetDocument.ResetPauses"/>.</summary>
    public bool? ResetPauses { get; init; }

    /// <summary>Sets, where there are several.</summary>
    public IReadOnlyList<ScheduleSetDocument>? Sets { get; init; }

    /// <summary>The schedules of <see cref="Set"/>, or schedules that stand alone.</summary>
    public IReadOnlyList<ScheduleDocument>? Schedules { get; init; }
}
