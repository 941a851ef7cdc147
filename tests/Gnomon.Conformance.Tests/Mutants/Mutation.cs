using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing.Faults;
using Gnomon.Triggers;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>A good engine, but for the members that are set.</summary>
internal sealed class Mutation(Subject subject) : StoreDecorator(subject.Parts)
{
    public Step<IReadOnlyList<JobDraft>, IReadOnlyList<EnqueueResult>>? Enqueue { get; init; }

    public Step<ClaimRequest, ClaimAnswer>? Claim { get; init; }

    public Step<IReadOnlyList<LeaseRenewal>, IReadOnlyList<RenewOutcome>>? Renew { get; init; }

    public Step<IReadOnlyList<Settlement>, IReadOnlyList<SettleOutcome>>? Settle { get; init; }

    public Step<ControlRequest, ControlAnswer>? Control { get; init; }

    public Func<QueueChange, QueueChange>? SetQueue { get; init; }

    /// <summary>Does something else with a change of a queue than to forward it.</summary>
    public Func<QueueChange, Func<QueueChange, ValueTask>, ValueTask>? Setting { get; init; }

    public Step<ScheduleChanges, ScheduleChangeAnswer>? PutSchedules { get; init; }

    public Step<IReadOnlyList<FireRequest>, IReadOnlyList<FireAnswer>>? Fire { get; init; }

    public Step<int, SweepAnswer>? Sweep { get; init; }

    public Step<WorkflowDraft, WorkflowAnswer>? EnqueueWorkflow { get; init; }

    public Step<WorkflowControl, WorkflowControlAnswer>? ControlWorkflow { get; init; }

    /// <summary>How a workflow reads.</summary>
    public Func<WorkflowInfo, WorkflowInfo>? ReadingWorkflow { get; init; }

    public Func<JobCounters, JobCounters>? Counters { get; init; }

    /// <summary>How a job reads.</summary>
    public Func<Job, Job>? Reading { get; init; }

    /// <summary>How a schedule reads.</summary>
    public Func<StoredSchedule, StoredSchedule>? ReadingSchedule { get; init; }

    public Func<DueSchedules, DueSchedules>? Due { get; init; }

    public Func<Page<Tick>, Page<Tick>>? Ticks { get; init; }

    public Step<JobId, IReadOnlyList<string>?>? Logs { get; init; }

    public Func<JobStanding, JobStanding>? Explain { get; init; }

    public Func<StoreStats, StoreStats>? Stats { get; init; }

    public Step<(JobFilter Filter, string? Cursor, int Limit), Page<Job>>? ListJobs { get; init; }

    public Step<(string Node, TimeSpan Term), bool>? Lead { get; init; }

    public Step<string, bool>? Beat { get; init; }

    public Func<string, string>? Resign { get; init; }

    public Func<WakeHint, WakeHint>? Signal { get; init; }

    public Func<IDisposable, IDisposable>? Listening { get; init; }

    public override ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation) =>
        TakeAsync(Enqueue, drafts, d => base.EnqueueAsync(d, cancellation));

    public override ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation) =>
        TakeAsync(Claim, request, r => base.ClaimAsync(r, cancellation));

    public override ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation) =>
        TakeAsync(Renew, renewals, r => base.RenewAsync(r, cancellation));

    public override ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation) =>
        TakeAsync(Settle, settlements, s => base.SettleAsync(s, cancellation));

    public override ValueTask<ControlAnswer> ControlAsync(
        ControlRequest request, CancellationToken cancellation) =>
        TakeAsync(Control, request, r => base.ControlAsync(r, cancellation));

    public override ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation) =>
        Setting is null
            ? base.SetQueueAsync(SetQueue?.Invoke(change) ?? change, cancellation)
            : Setting(change, c => base.SetQueueAsync(c, cancellation));

    public override async ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(
        ScheduleChanges changes, CancellationToken cancellation)
    {
        var answer = await TakeAsync(PutSchedules, changes, c => base.PutSchedulesAsync(c, cancellation));
        return ReadingSchedule is null ? answer : answer with { Stored = [.. answer.Stored.Select(ReadingSchedule)] };
    }

    public override ValueTask<IReadOnlyList<FireAnswer>> FireAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation) =>
        TakeAsync(Fire, requests, r => base.FireAsync(r, cancellation));

    public override ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(
        WorkflowDraft draft, CancellationToken cancellation) =>
        TakeAsync(EnqueueWorkflow, draft, d => base.EnqueueWorkflowAsync(d, cancellation));

    public override ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(
        WorkflowControl request, CancellationToken cancellation) =>
        TakeAsync(ControlWorkflow, request, r => base.ControlWorkflowAsync(r, cancellation));

    public override async ValueTask<WorkflowInfo?> GetWorkflowAsync(WorkflowId id, CancellationToken cancellation)
    {
        var flow = await base.GetWorkflowAsync(id, cancellation);
        return flow is null ? null : ReadingWorkflow?.Invoke(flow) ?? flow;
    }

    public override async ValueTask<Page<WorkflowInfo>> ListWorkflowsAsync(
        WorkflowFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        var page = await base.ListWorkflowsAsync(filter, cursor, limit, cancellation);
        return ReadingWorkflow is null ? page : page with { Items = [.. page.Items.Select(ReadingWorkflow)] };
    }

    public override async ValueTask<JobCounters> GetCountersAsync(int days, CancellationToken cancellation)
    {
        var counters = await base.GetCountersAsync(days, cancellation);
        return Counters?.Invoke(counters) ?? counters;
    }

    public override ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation) =>
        TakeAsync(Sweep, max, m => base.SweepAsync(m, cancellation));

    public override async ValueTask<Job?> GetJobAsync(JobId id, CancellationToken cancellation)
    {
        var job = await base.GetJobAsync(id, cancellation);
        return job is null ? null : Reading?.Invoke(job) ?? job;
    }

    public override async ValueTask<Page<Job>> ListJobsAsync(
        JobFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        var page = await TakeAsync(
            ListJobs, (Filter: filter, Cursor: cursor, Limit: limit),
            r => base.ListJobsAsync(r.Filter, r.Cursor, r.Limit, cancellation));
        return Reading is null ? page : page with { Items = [.. page.Items.Select(Reading)] };
    }

    public override ValueTask<IReadOnlyList<string>?> GetLogsAsync(JobId id, CancellationToken cancellation) =>
        TakeAsync(Logs, id, i => base.GetLogsAsync(i, cancellation));

    public override async ValueTask<JobStanding?> ExplainAsync(JobId id, CancellationToken cancellation)
    {
        var standing = await base.ExplainAsync(id, cancellation);
        return standing is null ? null : Explain?.Invoke(standing) ?? standing;
    }

    public override async ValueTask<StoreStats> GetStatsAsync(CancellationToken cancellation)
    {
        var stats = await base.GetStatsAsync(cancellation);
        return Stats?.Invoke(stats) ?? stats;
    }

    public override async ValueTask<StoredSchedule?> GetScheduleAsync(string id, CancellationToken cancellation)
    {
        var stored = await base.GetScheduleAsync(id, cancellation);
        return stored is null ? null : ReadingSchedule?.Invoke(stored) ?? stored;
    }

    public override async ValueTask<Page<StoredSchedule>> ListSchedulesAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        var page = await base.ListSchedulesAsync(cursor, limit, cancellation);
        return ReadingSchedule is null ? page : page with { Items = [.. page.Items.Select(ReadingSchedule)] };
    }

    public override async ValueTask<DueSchedules> DueSchedulesAsync(
        DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        var due = await base.DueSchedulesAsync(now, limit, cancellation);
        return Due?.Invoke(due) ?? due;
    }

    public override async ValueTask<Page<Tick>> ListTicksAsync(
        string schedule, string? cursor, int limit, CancellationToken cancellation)
    {
        var page = await base.ListTicksAsync(schedule, cursor, limit, cancellation);
        return Ticks?.Invoke(page) ?? page;
    }

    public override ValueTask<bool> LeadAsync(string node, TimeSpan term, CancellationToken cancellation) =>
        TakeAsync(Lead, (Node: node, Term: term), r => base.LeadAsync(r.Node, r.Term, cancellation));

    public override ValueTask<bool> BeatAsync(string node, CancellationToken cancellation) =>
        TakeAsync(Beat, node, n => base.BeatAsync(n, cancellation));

    public override ValueTask ResignAsync(string node, CancellationToken cancellation) =>
        base.ResignAsync(Resign?.Invoke(node) ?? node, cancellation);

    public override ValueTask SignalAsync(WakeHint hint, CancellationToken cancellation) =>
        base.SignalAsync(Signal?.Invoke(hint) ?? hint, cancellation);

    public override IDisposable Listen(Action<WakeHint> onHint)
    {
        var listening = base.Listen(onHint);
        return Listening?.Invoke(listening) ?? listening;
    }

    private static ValueTask<TAnswer> TakeAsync<TRequest, TAnswer>(
        Step<TRequest, TAnswer>? step, TRequest request, Func<TRequest, ValueTask<TAnswer>> next) =>
        step is null ? next(request) : step(request, next);
}
