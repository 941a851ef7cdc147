using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Declared sets of schedules to and from the wire.</summary>
internal static class ScheduleSetMapping
{
    /// <summary>Reads a set. What it means depends on nothing but its text and the known calendars: the same text is the
    /// same set whenever and wherever it is read.</summary>
    /// <param name="name">The name of the path.</param>
    /// <param name="document">The set as it came.</param>
    /// <param name="calendars">The calendars that are known by name.</param>
    /// <exception cref="ApiException">400; names the schedule and the member at fault, and what is allowed.</exception>
    public static ScheduleChanges ToChanges(string name, ScheduleSetDocument document, KnownCalendars calendars)
    {
        if (document.Set is not null && document.Set != name)
            throw ApiProblems.Invalid(
                "set", $"is '{document.Set}' but the request is for '{name}'; make them equal or leave it out");
        if (document.Version is not { } version)
            throw ApiProblems.Invalid(
                "version",
                "is missing; give a whole number of 0 or more, and a higher one with every change: the highest wins");
        if (version < 0) throw ApiProblems.Invalid("version", $"is {version}; allowed are 0 and more");
        var documents = document.Schedules ?? throw ApiProblems.Invalid(
            "schedules", "is missing; list the schedules of the set, or [] for none");
        if (documents.Count > ScheduleSetLimits.MaxSchedules)
            throw ApiProblems.Invalid(
                "schedules",
                $"has {documents.Count:N0} schedules; at most {ScheduleSetLimits.MaxSchedules:N0} are allowed");
        var schedules = new List<Schedule>(documents.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < documents.Count; i++)
        {
            var schedule = ToSchedule(i, documents[i], calendars);
            if (!seen.Add(schedule.Id))
                throw ApiProblems.Invalid($"schedules[{i}].id", $"is '{schedule.Id}', which another schedule has");
            schedules.Add(schedule);
        }

        return ScheduleChanges.OfSet(name, version, schedules, set => set with
        {
            Adopt = document.Adopt ?? false, ResetPauses = document.ResetPauses ?? false,
        });
    }

    public static StoredSetDocument ToDocument(StoredScheduleSet set) =>
        new(set.Name, set.Version, set.Schedules, set.StoredAt, set.IsRemoved);

    /// <summary>The answer to a change that was carried out, or whose outcome would be that.</summary>
    /// <exception cref="ApiException">409: it was refused; says why.</exception>
    public static SetChangeDocument ToDocument(string name, ScheduleSetDocument asked, ScheduleSetAnswer answer, bool dryRun)
    {
        var stored = answer.Stored;
        switch (answer.Outcome)
        {
            case ScheduleSetOutcome.Stored or ScheduleSetOutcome.Unchanged:
                return new SetChangeDocument(
                    answer.Outcome == ScheduleSetOutcome.Stored ? "stored" : "unchanged", dryRun, ToDocument(stored!),
                    answer.Added, answer.Changed, answer.Removed, answer.Unchanged);
            case ScheduleSetOutcome.Older when stored!.IsRemoved:
                throw Refused(
                    $"Set '{name}' was removed at version {stored.Version}, and this is version {asked.Version}. To "
                    + "bring it back, give it a higher version, or forget the old one.",
                    "version");
            case ScheduleSetOutcome.Older:
                throw Refused(
                    $"Version {asked.Version} of set '{name}' is older than the stored version {stored!.Version}, which "
                    + "stays.",
                    "version");
            case ScheduleSetOutcome.Different:
                throw Refused(
                    $"Version {stored!.Version} of set '{name}' is stored with other content. To change a set, give it a "
                    + "higher version.",
                    "version");
            default:
                throw Conflict(name, asked, answer);
        }
    }

    private static ApiException Conflict(string name, ScheduleSetDocument asked, ScheduleSetAnswer answer)
    {
        var (first, others) = (answer.Conflicts[0], answer.Conflicts.Count - 1);
        var index = 0;
        while (index < asked.Schedules!.Count && asked.Schedules[index].Id != first.Schedule) index++;
        var owner = first.Set is null ? "was not made by a set" : $"belongs to set '{first.Set}'";
        return Refused(
            $"Schedule '{first.Schedule}' of set '{name}' is there already and {owner}"
            + (others > 0 ? $"; so it is with {others} more" : "") + ". Take it out, or take it over with adopt: true.",
            $"schedules[{index}].id");
    }

    private static ApiException Refused(string detail, string field) => new(409, "Not allowed now", detail)
    {
        Field = field,
    };

    private static Schedule ToSchedule(int index, ScheduleDocument? document, KnownCalendars calendars)
    {
        var path = $"schedules[{index}]";
        if (document is null) throw ApiProblems.Invalid(path, "is null; expected a schedule");
        if (document.Id is not { } id)
            throw ApiProblems.Invalid($"{path}.id", "is missing; each schedule of a set has its id");
        try
        {
            if (IsByMoment(document.Trigger) is { } member)
                throw ApiProblems.Invalid(
                    member, "depends on the moment at which it is read; in a set, give the instant with at");
            return ScheduleMapping.ToSchedule(id, document, default, before: null, calendars);
        }
        catch (ApiException error)
        {
            var field = error.Field is { Length: > 0 } member ? $"{path}.{member}" : path;
            throw new ApiException(error.Status, error.Title, $"schedule '{id}': {error.Detail}", error) { Field = field };
        }
    }

    private static string? IsByMoment(TriggerDocument? trigger)
    {
        if (trigger?.After is not null) return "trigger.after";
        for (var i = 0; i < trigger?.Any?.Count; i++)
            if (trigger.Any[i]?.After is not null)
                return $"trigger.any[{i}].after";
        return null;
    }
}
