using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>Makes a short text of the definitions of schedules: the same for the same definitions in any order, another
/// for others. It outlives versions of this program, so each member goes in by its name, and only where it is not the
/// default: a member that is added one day changes no text that was made before. The dates of named calendars do not
/// go in: they change on their own, and a calendar has its own way to reach stored schedules.</summary>
internal sealed class ScheduleContent : IDisposable
{
    private static readonly JobSpec DefaultJob = new() { Handler = "" };

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public static string Of(IEnumerable<Schedule> schedules)
    {
        using var content = new ScheduleContent();
        foreach (var schedule in schedules.OrderBy(schedule => schedule.Id, StringComparer.Ordinal))
            content.Add(schedule);
        return Convert.ToHexStringLower(content._hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Add(Schedule schedule)
    {
        // A schedule always begins with its id, so no member of one can be taken for one of the next.
        Add("id", schedule.Id);
        Add("trigger", TextOf(schedule.Trigger));
        Add("start", schedule.Start);
        Add("end", schedule.End);
        Add("overlap", schedule.Overlap == OverlapPolicy.Allow ? null : schedule.Overlap.ToString());
        Add("catchUp", schedule.CatchUp == CatchUp.Latest ? null : schedule.CatchUp.ToString());
        Add("catchUpWindow", schedule.CatchUpWindow == TimeSpan.FromDays(1) ? null : schedule.CatchUpWindow);
        Add("jitter", schedule.Jitter == TimeSpan.Zero ? null : schedule.Jitter);
        Add("maxRuns", schedule.MaxRuns);
        Add("pauseAfterFailures", schedule.PauseAfterFailures);
        Add("paused", schedule.Paused ? "yes" : null);
        Add("reason", schedule.Reason);
        Add(schedule.Job);
    }

    private void Add(JobSpec job)
    {
        Add("handler", job.Handler);
        if (!job.Args.IsEmpty) Add("args", job.Args.Span);
        Add("queue", job.Queue == DefaultJob.Queue ? null : job.Queue);
        Add("priority", job.Priority == DefaultJob.Priority ? null : job.Priority);
        var retry = job.Retry;
        if (!retry.Equals(DefaultJob.Retry))
        {
            Add("retry", retry.Backoff.ToString());
            Add("attempts", retry.MaxAttempts);
            Add("first", retry.First);
            Add("cap", retry.Cap);
            Add("retryJitter", retry.Jitter.ToString("R", CultureInfo.InvariantCulture));
            foreach (var wait in retry.Waits) Add("wait", wait);
        }

        Add("timeout", job.Timeout);
        Add("deadline", job.Deadline);
        Add("key", job.Key);
        if (!job.Unique.Equals(UniqueRule.Default))
        {
            Add("scope", job.Unique.Scope.ToString());
            Add("hold", job.Unique.Hold.ToString());
            Add("period", job.Unique.Period);
            Add("onDuplicate", job.Unique.OnDuplicate.ToString());
        }

        Add("limitKey", job.LimitKey);
        foreach (var tag in job.Tags) Add("tag", tag);
        Add("retention", job.Retention);
        foreach (var (name, value) in job.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            Add("header", name);
            Add("value", value);
        }

        Add("argsVersion", job.ArgsVersion == 0 ? null : job.ArgsVersion);
        Add("parent", job.Parent?.ToString());
        Add("node", job.Node);
    }

    private static string TextOf(Trigger trigger)
    {
        if (trigger is not CompositeTrigger { Except: var except } composite
            || !except.Any(exclusion => exclusion is DateExclusion { Calendar: not null }))
            return trigger.Text;
        var parts = composite.AnyOf.Select(part => part.Text).Concat(except.Select(exclusion =>
            exclusion is DateExclusion { Calendar: { } name } days ? $"calendar {name} {days.Zone.Id}" : exclusion.Text));
        return string.Join('\n', parts);
    }

    private void Add(string name, DateTimeOffset? instant) => Add(name, instant?.UtcTicks);

    private void Add(string name, TimeSpan? span) => Add(name, span?.Ticks);

    private void Add(string name, long? number) => Add(name, number?.ToString(CultureInfo.InvariantCulture));

    private void Add(string name, string? text)
    {
        if (text is not null) Add(name, Encoding.UTF8.GetBytes(text));
    }

    private void Add(string name, ReadOnlySpan<byte> value)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes($"{name} {value.Length}:"));
        _hash.AppendData(value);
    }
}
