namespace Gnomon.Api;

/// <summary>A declared set of schedules in one version, as a request or a file holds it.</summary>
public sealed record ScheduleSetDocument
{
    /// <summary>The name of the set; in a request it may be absent, else it equals the one of the path.</summary>
    public string? Set { get; init; }

    /// <summary>The version, 0 or more: a newer one replaces the set, an older one is refused.</summary>
    public long? Version { get; init; }

    /// <summary>Whether schedules with these ids that were made by hand, or are in another set, become its own; null
    /// means no: they are conflicts.</summary>
    public bool? Adopt { get; init; }

    /// <summary>Whether schedules that an operator paused or resumed meanwhile are paused or not as declared here; null
    /// means no: the operator's word stands.</summary>
    public bool? ResetPauses { get; init; }

    /// <summary>The whole set. Each has its id.</summary>
    public IReadOnlyList<ScheduleDocument>? Schedules { get; init; }
}
