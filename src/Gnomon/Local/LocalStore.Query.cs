using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Local.Commands;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>The reads. Each sees the state between two commands.</summary>
public sealed partial class LocalStore
{
    /// <inheritdoc/>
    public ValueTask<Job?> GetJobAsync(JobId id, CancellationToken cancellation) =>
        ReadAsync((state, _) => state.Find(id) is { } job ? state.Describe(job) : null, cancellation);

    /// <inheritdoc/>
    public ValueTask<Page<Job>> ListJobsAsync(
        JobFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            before = long.MaxValue;
        return ReadAsync((state, _) => List(state, filter, before, limit), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>?> GetLogsAsync(JobId id, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<string>?>(
            (state, _) => state.Find(id) is { } job ? [.. job.Details?.Log?.Lines ?? []] : null, cancellation);

    /// <inheritdoc/>
    public ValueTask<JobStanding?> ExplainAsync(JobId id, CancellationToken cancellation) =>
        ReadAsync((state, now) => state.Explain(id, now), cancellation);

    /// <inheritdoc/>
    public ValueTask<StoreStats> GetStatsAsync(CancellationToken cancellation) =>
        ReadAsync((state, now) => state.DescribeStats(now.Utc), cancellation);

    /// <inheritdoc/>
    public ValueTask<JobCounters> GetCountersAsync(int days, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, CounterLimits.MaxDays);
        return ReadAsync((state, now) => state.DescribeCounters(days, now.Utc), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<StoredSchedule?> GetScheduleAsync(string id, CancellationToken cancellation) =>
        ReadAsync((state, _) => state.FindSchedule(id) is { } found ? state.Describe(found) : null, cancellation);

    /// <inheritdoc/>
    public ValueTask<Page<StoredSchedule>> ListSchedulesAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(
            (state, _) =>
            {
                var found = state.SchedulesAfter(cursor).Take(limit + 1).Select(state.Describe).ToList();
                return Page<StoredSchedule>.ByName(found, limit, schedule => schedule.Schedule.Id);
            },
            cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<StoredScheduleSet?> GetScheduleSetAsync(string name, CancellationToken cancellation) =>
        ReadAsync((state, _) => state.FindScheduleSet(name)?.Describe(), cancellation);

    /// <inheritdoc/>
    public ValueTask<Page<StoredScheduleSet>> ListScheduleSetsAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(
            (state, _) =>
            {
                var found = state.ScheduleSetsAfter(cursor).Take(limit + 1).Select(set => set.Describe()).ToList();
                return Page<StoredScheduleSet>.ByName(found, limit, set => set.Name);
            },
            cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<DueSchedules> DueSchedulesAsync(DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(
            (state, moment) =>
            {
                var due = new List<LocalSchedule>();
                while (due.Count < limit && state.DueSchedules.TakeDue(now.UtcTicks) is { } schedule) due.Add(schedule);
                DateTimeOffset? next = state.DueSchedules.First is { } first
                    ? new DateTimeOffset(first.Due, TimeSpan.Zero)
                    : null;
                foreach (var schedule in due) state.DueSchedules.Add(schedule, schedule.Due);
                return new DueSchedules([.. due.Select(state.Describe)], next) { StoreNow = moment.Instant };
            },
            cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<Page<Tick>> ListTicksAsync(
        string schedule, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            before = long.MaxValue;
        return ReadAsync(
            (state, _) => state.FindSchedule(schedule)?.Past is { } past
                ? List(state, past, before, limit)
                : new Page<Tick>([], null),
            cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScheduleEvent>> ListScheduleEventsAsync(
        string schedule, CancellationToken cancellation) =>
        ReadAsync(
            (state, _) => state.FindSchedule(schedule) is { } found ? LocalState.EventsOf(found) : [], cancellation);

    /// <summary>The ticks are numbered in the order of their decision: a backfilled one may be of any instant.</summary>
    private static Page<Tick> List(LocalState state, SchedulePast past, long before, int limit)
    {
        var number = past.Recorded;
        var ticks = new List<Tick>();
        foreach (var tick in past.Ticks.Reverse())
        {
            if (--number >= before) continue;
            if (ticks.Count == limit)
                return new Page<Tick>(ticks, (number + 1).ToString(CultureInfo.InvariantCulture));
            ticks.Add(state.Join(tick));
        }

        return new Page<Tick>(ticks, null);
    }

    /// <inheritdoc/>
    public ValueTask<Page<PinnedNode>> ListPinnedNodesAsync(string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync((state, _) => state.PinnedNodes(cursor, limit), cancellation);
    }

    private static Page<Job> List(LocalState state, JobFilter filter, long before, int limit)
    {
        var items = new List<Job>();
        var seen = 0;
        foreach (var job in NewestFirst(state, filter, before))
        {
            if (items.Count == limit || seen++ == JobMatch.MaxScan)
                return new Page<Job>(items, (job.Sequence + 1).ToString(CultureInfo.InvariantCulture));
            if (JobMatch.Accepts(filter, job)) items.Add(state.Describe(job));
        }

        return new Page<Job>(items, null);
    }

    private static IEnumerable<LocalJob> NewestFirst(LocalState state, JobFilter filter, long before)
    {
        if (filter.Workflow is not { } id) return state.NewestFirst(filter, before);
        return state.FindWorkflow(id)?.NewestFirst(before) ?? [];
    }

    private async ValueTask<T> ReadAsync<T>(Func<LocalState, Moment, T> read, CancellationToken cancellation) =>
        await Owner.AskAsync(new ReadCommand<T>(read), cancellation).ConfigureAwait(false);
}
