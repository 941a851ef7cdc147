using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Runs of schedules that somebody asks for, and why there were none.</summary>
public sealed partial class StoreApi
{
    private const int BackfillBatch = 100;

    /// <summary>Jobs whose arguments take so many bytes end a batch of a backfill.</summary>
    private const long BackfillBytes = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public async Task<TriggeredDocument> TriggerScheduleAsync(
        string id, TriggerRequestDocument? request, CancellationToken cancellation)
    {
        var overlap = OverlapText.Parse(request?.Overlap);
        for (var tries = 0; tries < MaxEditTries; tries++)
        {
            var stored = await FindScheduleAsync(id, cancellation).ConfigureAwait(false);
            // The nodes first: once the job is stored, nothing may fail before the answer.
            var nodes = await CallAsync(() => _parts.Cluster.ListAsync(cancellation)).ConfigureAwait(false);
            var now = _time.GetUtcNow();
            var spec = stored.Schedule.Job with { Schedule = id };
            if (request?.Args is { } args) spec = ScheduleTargets.WithArgs(spec, args);
            var draft = new JobDraft(JobId.New(now), spec);
            var firing = new FireRequest(id, stored.Revision, stored.Mark, stored.Mark)
            {
                Kind = FireKind.ByHand,
                Overlap = overlap ?? stored.Schedule.Overlap,
                Ticks = [new Tick(now, now, TickOutcome.Ran) { Job = draft.Id }],
                Jobs = [draft],
            };
            var answer = (await CallAsync(() => _parts.Store.FireAsync([firing], cancellation)).ConfigureAwait(false))[0];
            if (answer.Applied) return ToDocument(answer, new SubmitWarnings(nodes, now).Of(draft));
        }

        throw ApiProblems.Conflict($"Schedule '{id}' keeps being changed by others; try again.");
    }

    /// <inheritdoc/>
    public async Task<BackfilledDocument> BackfillScheduleAsync(
        string id, BackfillRequestDocument request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var from = request.From ?? throw ApiProblems.Invalid("from", "is missing; say where the period begins");
        if (request.To < from) throw ApiProblems.Invalid("to", "must not be before from");
        var limit = ToPeriodLimit(request.Limit, ScheduleLimits.MaxPeriodTicks);
        var overlap = OverlapText.Parse(request.Overlap) ?? OverlapPolicy.BufferAll;
        var stored = await FindScheduleAsync(id, cancellation).ConfigureAwait(false);
        var decided = new List<TickDocument>();
        var now = await NowAsync(cancellation).ConfigureAwait(false);
        using var ticks = PastTicks(stored.Schedule, from, request.To, now).GetEnumerator();
        var most = (int)Math.Clamp(BackfillBytes / Math.Max(1, stored.Schedule.Job.Args.Length), 1, BackfillBatch);
        var more = ticks.MoveNext();
        while (more)
        {
            cancellation.ThrowIfCancellationRequested();
            if (decided.Count == limit) return new BackfilledDocument(decided, ticks.Current);
            var batch = new List<DateTimeOffset>();
            for (; more && batch.Count < Math.Min(most, limit - decided.Count); more = ticks.MoveNext())
                batch.Add(ticks.Current);
            var firing = ToBackfill(stored, batch, overlap);
            var answer = (await CallAsync(() => _parts.Store.FireAsync([firing], cancellation)).ConfigureAwait(false))[0];
            if (!answer.Applied && decided.Count == 0)
                throw ApiProblems.Conflict($"Schedule '{id}' was changed by somebody else meanwhile; nothing is done.");
            decided.AddRange(answer.Ticks.Select(ScheduleMapping.ToDocument));
            if (answer.Ticks.Count < batch.Count) return new BackfilledDocument(decided, batch[answer.Ticks.Count]);
        }

        return new BackfilledDocument(decided, null);
    }

    /// <inheritdoc/>
    public async Task<ScheduleExplanationDocument> ExplainScheduleAsync(
        string id, ScheduleExplainQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.At is not null && (query.From ?? query.To) is not null)
            throw ApiProblems.Invalid("at", "cannot be combined with from and to; give one of the two");
        var limit = ToPeriodLimit(query.Limit, ApiLimits.DefaultPage);
        var stored = await FindScheduleAsync(id, cancellation).ConfigureAwait(false);
        var ticks = new List<Tick>();
        string? cursor = null;
        do
        {
            var page = await CallAsync(() => _parts.Query.ListTicksAsync(id, cursor, ApiLimits.MaxPage, cancellation))
                .ConfigureAwait(false);
            ticks.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        var events = await CallAsync(() => _parts.Query.ListScheduleEventsAsync(id, cancellation)).ConfigureAwait(false);
        var leader = await CallAsync(() => _parts.Cluster.GetLeaderAsync(cancellation)).ConfigureAwait(false);
        var now = await NowAsync(cancellation).ConfigureAwait(false);
        var explainer = new ScheduleExplainer(stored, ticks, events, now, leader?.Node);
        if (query.At is { } at) return new ScheduleExplanationDocument([ToDocument(explainer.Explain(at))], null);
        var to = query.To ?? now;
        var from = query.From ?? (to - DateTimeOffset.MinValue > TimeSpan.FromDays(1) ? to.AddDays(-1) : to);
        if (to < from) throw ApiProblems.Invalid("to", "must not be before from");
        var (items, next) = explainer.Explain(from, to, limit, cancellation);
        return new ScheduleExplanationDocument([.. items.Select(ToDocument)], next);
    }

    private static int ToPeriodLimit(int? limit, int otherwise) => limit switch
    {
        null => otherwise,
        >= 1 and <= ScheduleLimits.MaxPeriodTicks => limit.Value,
        _ => throw ApiProblems.Invalid("limit", $"is {limit}; allowed are 1 to {ScheduleLimits.MaxPeriodTicks}"),
    };

    private static FireRequest ToBackfill(StoredSchedule stored, List<DateTimeOffset> batch, OverlapPolicy overlap)
    {
        var (id, spec) = (stored.Schedule.Id, stored.Schedule.Job with { Schedule = stored.Schedule.Id });
        var jobs = batch.ConvertAll(at => new JobDraft(JobId.ForTick(id, at), spec with { Tick = at }));
        return new FireRequest(id, stored.Revision, stored.Mark, stored.Mark)
        {
            Kind = FireKind.Backfill,
            Overlap = overlap,
            Ticks = [.. batch.Select((at, i) => new Tick(at, at, TickOutcome.Ran) { Job = jobs[i].Id })],
            Jobs = jobs,
        };
    }

    /// <summary>The ticks of a period that have come due.</summary>
    private static IEnumerable<DateTimeOffset> PastTicks(
        Schedule schedule, DateTimeOffset from, DateTimeOffset? to, DateTimeOffset now)
    {
        var tick = schedule.Last(from) is { } last && last == from ? last : schedule.Next(from);
        for (; tick is { } at && !(at >= to) && schedule.RunAt(at) <= now; tick = schedule.Next(at)) yield return at;
    }

    private static TriggeredDocument ToDocument(FireAnswer answer, IReadOnlyList<string> warnings)
    {
        var tick = answer.Ticks[0];
        var outcome = tick.Outcome switch
        {
            TickOutcome.Skipped => TriggeredDocument.Skipped,
            TickOutcome.Buffered => TriggeredDocument.Buffered,
            _ when answer.Jobs is [{ Outcome: EnqueueOutcome.Replaced }] => SubmittedJobDocument.Replaced,
            _ => SubmittedJobDocument.Created,
        };
        var made = tick.Outcome != TickOutcome.Skipped;
        return new TriggeredDocument(tick.Job?.ToString(), outcome, tick.Reason, made ? warnings : []);
    }

    private static TickExplanationDocument ToDocument(TickExplanation explanation)
    {
        var verdict = explanation.Verdict.ToString();
        return new TickExplanationDocument(
            explanation.At, char.ToLowerInvariant(verdict[0]) + verdict[1..], explanation.Text)
        {
            RunAt = explanation.RunAt,
            JobId = explanation.Job?.ToString(),
        };
    }
}
