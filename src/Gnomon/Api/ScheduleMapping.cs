using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Schedules and their ticks to and from the wire.</summary>
internal static class ScheduleMapping
{
    /// <summary>Reads a schedule.</summary>
    /// <param name="id">The id of the path.</param>
    /// <param name="document">The definition as it came.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="before">The schedule that it replaces, or null.</param>
    /// <param name="calendars">The calendars that are known by name; null means none.</param>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static Schedule ToSchedule(
        string id, ScheduleDocument document, DateTimeOffset now, Schedule? before = null,
        KnownCalendars? calendars = null)
    {
        if (document.Id is not null && document.Id != id)
            throw ApiProblems.Invalid(
                "id", $"is '{document.Id}' but the request is for '{id}'; make them equal or leave it out");
        var job = JobMapping.ToSpec(ToWork(document));
        if (document.End < document.Start) throw ApiProblems.Invalid("end", "must not be before start");
        var window = DurationField.ParseOptional("catchUpWindow", document.CatchUpWindow);
        var mapped = new Schedule
        {
            Id = id,
            Trigger = TriggerMapping.ToTrigger(
                document.Trigger, new TriggerContext(id, now, before?.Trigger, calendars ?? KnownCalendars.None)),
            Job = BroadcastSchedules.Wrap(document, job, now),
            Start = document.Start,
            End = document.End,
            Overlap = OverlapText.Parse(document.Overlap) ?? OverlapPolicy.Allow,
            CatchUp = ToCatchUp(document.CatchUp),
            Jitter = DurationField.ParseOptional("jitter", document.Jitter) ?? TimeSpan.Zero,
            MaxRuns = document.MaxRuns,
            PauseAfterFailures = document.PauseAfterFailures,
            Paused = document.Paused ?? false,
            Reason = ToReason(document.Reason),
        };
        return Checked(window is { } some ? mapped with { CatchUpWindow = some } : mapped);
    }

    /// <summary>What a schedule says about its jobs.</summary>
    private static JobDraftDocument ToWork(ScheduleDocument document) => new()
    {
        Handler = document.Handler, Args = document.Args, Queue = document.Queue, Priority = document.Priority,
        Retry = document.Retry, Timeout = document.Timeout, LimitKey = document.LimitKey, Headers = document.Headers,
        ArgsVersion = document.ArgsVersion, Tags = document.Tags,
    };

    public static ScheduleDocument ToDocument(StoredSchedule stored)
    {
        var (schedule, job) = (stored.Schedule, stored.Schedule.Job);
        var document = new ScheduleDocument
        {
            Id = schedule.Id,
            Trigger = TriggerMapping.ToDocument(schedule.Trigger),
            Start = schedule.Start,
            End = schedule.End,
            Handler = job.Handler,
            Args = ApiJson.ToElement(job.Args),
            Queue = job.Queue,
            Priority = job.Priority,
            Retry = RetryMapping.ToDocument(job.Retry),
            Timeout = DurationField.Format(job.Timeout),
            LimitKey = job.LimitKey,
            Headers = job.Headers,
            ArgsVersion = job.ArgsVersion,
            Tags = job.Tags,
            Overlap = OverlapText.Format(schedule.Overlap),
            CatchUp = schedule.CatchUp.ToString().ToLowerInvariant(),
            CatchUpWindow = DurationText.Format(schedule.CatchUpWindow),
            Jitter = schedule.Jitter > TimeSpan.Zero ? DurationText.Format(schedule.Jitter) : null,
            MaxRuns = schedule.MaxRuns,
            PauseAfterFailures = schedule.PauseAfterFailures,
            Paused = schedule.Paused,
            Reason = schedule.Reason,
            Set = stored.Set,
            Revision = stored.Revision,
            Runs = stored.Runs,
            LastTick = stored.LastTick,
            NextTick = stored.Next,
            NextRunAt = stored.NextDue,
            Counts = new ScheduleCountsDocument(
                stored.Counts.Ran, stored.Counts.Skipped, stored.Counts.Buffered, stored.Counts.Succeeded,
                stored.Counts.Failed, stored.Counts.Cancelled),
            ConsecutiveFailures = stored.ConsecutiveFailures,
            LiveJobs = stored.LiveJobs,
            LastRun = stored.LastRun is { } run
                ? new ScheduleRunDocument(run.Job.ToString(), StateText.Format(run.State), run.At, run.FinishedAt)
                : null,
        };
        return BroadcastSchedules.Unwrap(document, job);
    }

    public static TickDocument ToDocument(Tick tick) => new(
        tick.At, tick.FiredAt, tick.Job?.ToString(), Format(tick.Outcome), tick.Reason)
    {
        Until = tick.Until,
        State = tick.State is { } state ? StateText.Format(state) : null,
        FinishedAt = tick.FinishedAt,
    };

    private static string Format(TickOutcome outcome) => outcome switch
    {
        TickOutcome.Ran => "ran",
        TickOutcome.Buffered => "buffered",
        _ => "skipped",
    };

    /// <summary>Checks the length of a reason.</summary>
    public static string? ToReason(string? reason) => reason?.Length > ApiLimits.MaxReasonLength
        ? throw ApiProblems.Invalid(
            "reason", $"has {reason.Length:N0} characters; at most {ApiLimits.MaxReasonLength:N0} are allowed")
        : reason;

    private static Schedule Checked(Schedule schedule)
    {
        JobMapping.Check(() => ScheduleRules.Check(schedule));
        return schedule;
    }

    private static CatchUp ToCatchUp(string? text) => text switch
    {
        "none" => CatchUp.None,
        null or "latest" => CatchUp.Latest,
        "all" => CatchUp.All,
        _ => throw ApiProblems.Invalid("catchUp", $"is '{text}'; allowed are none, latest and all"),
    };
}
