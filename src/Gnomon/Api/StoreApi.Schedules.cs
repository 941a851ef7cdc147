using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    // A pause or resume reads the schedule and writes it back; others may change it in between this many times.
    private const int MaxEditTries = 8;

    /// <inheritdoc/>
    public async Task<PutScheduleResult> PutScheduleAsync(
        string id, ScheduleDocument schedule, long? ifRevision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        CheckName("id", id);
        var before = await CallAsync(() => _parts.Query.GetScheduleAsync(id, cancellation)).ConfigureAwait(false);
        var mapped = ScheduleMapping.ToSchedule(id, schedule, RequestTime(), before?.Schedule, _calendars);
        var answer = await PutAsync(new SchedulePut(mapped, ifRevision), cancellation).ConfigureAwait(false);
        if (answer.Conflict is not null)
            throw ApiProblems.Conflict(
                before is null
                    ? $"There is no schedule '{id}', so it has no revision {ifRevision}."
                    : $"Schedule '{id}' is at revision {before.Revision}, not {ifRevision}: somebody changed it.");
        return new PutScheduleResult(ScheduleMapping.ToDocument(answer.Stored[0]), before is null);
    }

    /// <inheritdoc/>
    public async Task<ScheduleDocument> GetScheduleAsync(string id, CancellationToken cancellation) =>
        ScheduleMapping.ToDocument(await FindScheduleAsync(id, cancellation).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<ScheduleListDocument> ListSchedulesAsync(
        string? cursor, int? limit, CancellationToken cancellation)
    {
        var page = await CallAsync(() => _parts.Query.ListSchedulesAsync(cursor, ToLimit(limit), cancellation))
            .ConfigureAwait(false);
        return new ScheduleListDocument([.. page.Items.Select(ScheduleMapping.ToDocument)], page.Next);
    }

    /// <inheritdoc/>
    public async Task RemoveScheduleAsync(string id, CancellationToken cancellation)
    {
        CheckName("id", id);
        var answer = await CallAsync(() => _parts.Store.PutSchedulesAsync(new ScheduleChanges([], [id]), cancellation))
            .ConfigureAwait(false);
        if (answer.Removed == 0) throw UnknownSchedule(id);
    }

    /// <inheritdoc/>
    public async Task<SubmittedJobDocument> TriggerScheduleAsync(string id, CancellationToken cancellation)
    {
        var stored = await FindScheduleAsync(id, cancellation).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        var draft = new JobDraft(JobId.New(now), stored.Schedule.Job with { Schedule = id });
        return (await EnqueueAsync([draft], now, cancellation).ConfigureAwait(false))[0];
    }

    /// <inheritdoc/>
    public Task<ScheduleDocument> PauseScheduleAsync(string id, string? reason, CancellationToken cancellation) =>
        EditAsync(id, s => s with { Paused = true, Reason = ScheduleMapping.ToReason(reason) }, cancellation);

    /// <inheritdoc/>
    public Task<ScheduleDocument> ResumeScheduleAsync(string id, CancellationToken cancellation) =>
        EditAsync(id, s => s with { Paused = false, Reason = null }, cancellation);

    /// <inheritdoc/>
    public async Task<TickListDocument> ListTicksAsync(
        string id, string? cursor, int? limit, CancellationToken cancellation)
    {
        await FindScheduleAsync(id, cancellation).ConfigureAwait(false);
        var page = await CallAsync(() => _parts.Query.ListTicksAsync(id, cursor, ToLimit(limit), cancellation))
            .ConfigureAwait(false);
        return new TickListDocument([.. page.Items.Select(ScheduleMapping.ToDocument)], page.Next);
    }

    /// <inheritdoc/>
    public async Task<NextTicksDocument> ListNextTicksAsync(string id, int? count, CancellationToken cancellation)
    {
        var wanted = count switch
        {
            null => ApiLimits.DefaultNextTicks,
            >= 1 and <= ApiLimits.MaxPage => count.Value,
            _ => throw ApiProblems.Invalid("count", $"is {count}; allowed are 1 to {ApiLimits.MaxPage}"),
        };
        var stored = await FindScheduleAsync(id, cancellation).ConfigureAwait(false);
        return NextTicksMapping.ToDocument(stored, _time.GetUtcNow(), wanted, cancellation);
    }

    private static ApiException UnknownSchedule(string id) => ApiProblems.NotFound($"There is no schedule '{id}'.");

    /// <summary>Now, in whole milliseconds, so that ticks read well.</summary>
    private DateTimeOffset RequestTime() =>
        DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<ScheduleDocument> EditAsync(
        string id, Func<Schedule, Schedule> edit, CancellationToken cancellation)
    {
        for (var tries = 0; tries < MaxEditTries; tries++)
        {
            var stored = await FindScheduleAsync(id, cancellation).ConfigureAwait(false);
            var edited = edit(stored.Schedule);
            if (edited.Equals(stored.Schedule)) return ScheduleMapping.ToDocument(stored);
            var answer = await PutAsync(new SchedulePut(edited, stored.Revision), cancellation).ConfigureAwait(false);
            if (answer.Conflict is null) return ScheduleMapping.ToDocument(answer.Stored[0]);
        }

        throw ApiProblems.Conflict($"Schedule '{id}' keeps being changed by others; try again.");
    }

    private ValueTask<ScheduleChangeAnswer> PutAsync(SchedulePut put, CancellationToken cancellation) =>
        CallAsync(() => _parts.Store.PutSchedulesAsync(new ScheduleChanges([put], []), cancellation));

    private async ValueTask<StoredSchedule> FindScheduleAsync(string id, CancellationToken cancellation) =>
        await CallAsync(() => _parts.Query.GetScheduleAsync(id, cancellation)).ConfigureAwait(false)
        ?? throw UnknownSchedule(id);
}
