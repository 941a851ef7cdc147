using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance;

/// <summary>Short forms of the steps that most cases take.</summary>
public sealed partial class StoreHarness
{
    internal const string Node = "node-1";

    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    internal void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    internal JobDraft Draft(Func<JobSpec, JobSpec>? spec = null)
    {
        var plain = new JobSpec { Handler = "work" };
        return new JobDraft(JobId.New(Time), spec is null ? plain : spec(plain));
    }

    internal ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(params JobDraft[] drafts) =>
        Store.EnqueueAsync(drafts, Cancellation);

    /// <summary>Stores a new job that is ready.</summary>
    internal async Task<JobId> AddAsync(Func<JobSpec, JobSpec>? spec = null) => await AddAsync(Draft(spec));

    internal async Task<JobId> AddAsync(JobDraft draft)
    {
        var results = await EnqueueAsync(draft);
        Expect.Equal(EnqueueOutcome.Created, results[0].Outcome, "the outcome of a new job's enqueue");
        return draft.Id;
    }

    /// <summary>Stores a new job that is due so many seconds from now.</summary>
    internal Task<JobId> AddInAsync(double seconds, Func<JobSpec, JobSpec>? spec = null) =>
        AddAsync(Draft(spec) with { Delay = TimeSpan.FromSeconds(seconds) });

    internal ValueTask<ClaimAnswer> AskAsync(int max, params string[] queues) =>
        Store.ClaimAsync(
            new ClaimRequest(Node, queues.Length == 0 ? [JobLimits.DefaultQueue] : queues, max, Lease), Cancellation);

    internal async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int max = 100, params string[] queues) =>
        (await AskAsync(max, queues)).Jobs;

    /// <summary>Claims the one job that is ready.</summary>
    internal async Task<ClaimedJob> ClaimOneAsync(string queue = JobLimits.DefaultQueue)
    {
        var jobs = await ClaimAsync(100, queue);
        Expect.Equal(1, jobs.Count, $"the number of jobs claimed from queue {queue}");
        return jobs[0];
    }

    /// <summary>Stores a job and claims it.</summary>
    internal async Task<AttemptToken> StartAsync(Func<JobSpec, JobSpec>? spec = null)
    {
        var id = await AddAsync(spec);
        var job = await ClaimOneAsync((await JobAsync(id)).Spec.Queue);
        return job.Token;
    }

    /// <summary>Sets all limits of a queue.</summary>
    internal ValueTask LimitAsync(QueueLimits limits, string queue = JobLimits.DefaultQueue) =>
        Store.SetQueueAsync(new QueueChange(queue, Limits: limits), Cancellation);

    /// <summary>Stores so many ready jobs with a limit key.</summary>
    internal async Task<List<JobId>> AddManyAsync(int count, string? limitKey = null)
    {
        var ids = new List<JobId>();
        for (; count > 0; count--) ids.Add(await AddAsync(s => s with { LimitKey = limitKey }));
        return ids;
    }

    internal async Task<SettleOutcome> SettleAsync(Settlement settlement) =>
        (await Store.SettleAsync([settlement], Cancellation))[0];

    internal Task<SettleOutcome> SettleAsync(AttemptToken token, SettlementKind kind, double wait = 0) =>
        SettleAsync(new Settlement(token, kind)
        {
            Wait = TimeSpan.FromSeconds(wait),
            Error = kind is SettlementKind.Retry or SettlementKind.Dead ? "it broke" : null,
        });

    internal async Task<RenewOutcome> RenewAsync(LeaseRenewal renewal) =>
        (await Store.RenewAsync([renewal], Cancellation))[0];

    internal Task<RenewOutcome> RenewAsync(AttemptToken token) => RenewAsync(new LeaseRenewal(token, Lease));

    internal async Task<ControlResult> ControlAsync(ControlAction action, JobId job) =>
        (await ControlAsync(new ControlRequest(action, [job]))).Results[0];

    internal ValueTask<ControlAnswer> ControlAsync(ControlRequest request) =>
        Store.ControlAsync(request, Cancellation);

    /// <summary>Goes through the jobs that a filter accepts, step by step.</summary>
    internal async Task<List<ControlResult>> ControlAllAsync(ControlAction action, JobFilter filter, int max = 1000)
    {
        var all = new List<ControlResult>();
        string? cursor = null;
        do
        {
            var answer = await ControlAsync(new ControlRequest(action, filter, cursor) { Max = max });
            Expect.That(answer.Results.Count <= max, $"a step changes at most {max}; it changes {answer.Results.Count}");
            all.AddRange(answer.Results);
            cursor = answer.Next;
        }
        while (cursor is not null);
        return all;
    }

    internal ValueTask<SweepAnswer> SweepAsync(int max = 1000) => Store.SweepAsync(max, Cancellation);

    /// <summary>The job, which must be there.</summary>
    internal async Task<Job> JobAsync(JobId id) =>
        Expect.Present(await Query.GetJobAsync(id, Cancellation), $"job {id}");

    internal async Task ExpectStateAsync(JobState expected, JobId id) =>
        Expect.Equal(expected, (await JobAsync(id)).State, "the state of the job");

    /// <summary>All jobs, newest first, read in pages.</summary>
    internal async Task<List<Job>> ListAsync(JobFilter? filter = null, int limit = 100)
    {
        var all = new List<Job>();
        string? cursor = null;
        do
        {
            var page = await Query.ListJobsAsync(filter ?? new JobFilter(), cursor, limit, Cancellation);
            Expect.That(page.Items.Count <= limit, $"a page has at most {limit} items; it has {page.Items.Count}");
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>A schedule with a tick every so many seconds.</summary>
    internal static Schedule Every(string id, int seconds) => new()
    {
        Id = id,
        Trigger = When.Every(TimeSpan.FromSeconds(seconds)),
        Job = new JobSpec { Handler = "tick" },
    };

    internal async Task<StoredSchedule> PutAsync(Schedule schedule)
    {
        var answer = await Store.PutSchedulesAsync(
            new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation);
        Expect.Absent(answer.Conflict, "conflict for a put without an expected revision");
        return answer.Stored[0];
    }

    internal async Task<StoredSchedule> ScheduleAsync(string id) =>
        Expect.Present(await Query.GetScheduleAsync(id, Cancellation), $"schedule {id}");

    /// <summary>The request that runs the next tick of a schedule.</summary>
    internal FireRequest NextTick(StoredSchedule stored)
    {
        var at = stored.Next
            ?? throw new ExpectationException($"Expected schedule {stored.Schedule.Id} to have a next tick.");
        var draft = new JobDraft(
            JobId.ForTick(stored.Schedule.Id, at),
            stored.Schedule.Job with { Schedule = stored.Schedule.Id, Tick = at });
        return new FireRequest(stored.Schedule.Id, stored.Revision, stored.Mark, at)
        {
            Ticks = [new Tick(at, Now, TickOutcome.Ran) { Job = draft.Id }],
            Jobs = [draft],
        };
    }

    internal async Task<bool> FireAsync(FireRequest request) =>
        (await Store.FireAsync([request], Cancellation))[0].Applied;
}
