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
        var now = await RequestTimeAsync(cancellation).ConfigureAwait(false);
        var mapped = ScheduleMapping.ToSchedule(id, schedule, now, before?.Schedule, _calendars);
        var answer = await PutAsync(new SchedulePut(mapped, ifRevision), cancellation).ConfigureAwait(false);
        if (answer.Conflict is not null)
            throw before is null
                ? ApiProblems.Conflict($"There is no schedule '{id}', so it has no revision {ifRevision}.")
                : Conflict(before, ifRevision);
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
    public async Task RemoveScheduleAsync(string id, long? ifRevision, CancellationToken cancellation)
    {
        CheckName("id", id);
        var changes = new ScheduleChanges([], [id]);
        if (ifRevision is { } revision)
            changes = changes with { ExpectedOnRemove = new Dictionary<string, long> { [id] = revision } };
        var answer = await CallAsync(() => _parts.Store.PutSchedulesAsync(changes, cancellation)).ConfigureAwait(false);
        if (answer.Conflict is not null)
            throw Conflict(await FindScheduleAsync(id, cancellation).ConfigureAwait(false), ifRevision);
        if (answer.Removed == 0) throw UnknownSchedule(id);
    }

    /// <inheritdoc/>
    public Task<ScheduleDocument> PauseScheduleAsync(
        string id, string? reason, long? ifRevision, CancellationToken cancellation) =>
        EditAsync(
            id, s => s with { Paused = true, Reason = ScheduleMapping.ToReason(reason) }, ifRevision, cancellation);

    /// <inheritdoc/>
    public Task<ScheduleDocument> ResumeScheduleAsync(string id, long? ifRevision, CancellationToken cancellation) =>
        EditAsync(id, s => s with { Paused = false, Reason = null }, ifRevision, cancellation);

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
        return NextTicksMapping.ToDocument(
            stored, await NowAsync(cancellation).ConfigureAwait(false), wanted, cancellation);
    }

    private static ApiException Conflict(StoredSchedule stored, long? expected) => ApiProblems.Conflict(
        $"Schedule '{stored.Schedule.Id}' is at revision {stored.Revision}, not {expected}: somebody changed it.");

    private static ApiException UnknownSchedule(string id) => ApiProblems.NotFound($"There is no schedule '{id}'.");

    /// <summary>Now by the store's clock, which decides what is due.</summary>
    private ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellation) =>
        CallAsync(() => StoreClock.NowAsync(_parts.Query, _time, cancellation));

    /// <summary>The same in whole milliseconds, so that ticks read well.</summary>
    private async Task<DateTimeOffset> RequestTimeAsync(CancellationToken cancellation) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            (await NowAsync(cancellation).ConfigureAwait(false)).ToUnixTimeMilliseconds());

    private async Task<ScheduleDocument> EditAsync(
        string id, Func<Schedule, Schedule> edit, long? ifRevision, CancellationToken cancellation)
    {
        for (var tries = 0; tries < MaxEditTries; tries++)
        {
            var stored = await FindScheduleAsync(id, cancellation).ConfigureAwait(false);
            if (ifRevision is not null && stored.Revision != ifRevision) throw Conflict(stored, ifRevision);
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
