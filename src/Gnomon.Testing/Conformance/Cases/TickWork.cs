using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>A tick of schedule <c>s</c> whose job has made a workflow, as the built-in handlers do.</summary>
/// <param name="Owner">The attempt that made it.</param>
internal sealed record TickWork(AttemptToken Owner)
{
    /// <summary>How long its claims last.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromDays(30);

    public WorkflowId Id => new(Owner.Job.Value);

    public JobId Step(string name) => JobId.ForStep(Id, name);

    /// <summary>Fires the next tick of a schedule with this policy, and makes its workflow: step <c>b</c> after <c>a</c>.
    /// </summary>
    public static async Task<TickWork> MakeAsync(StoreHarness h, OverlapPolicy policy)
    {
        await h.PutAsync(OverlapCases.With(policy));
        return await NextAsync(h);
    }

    /// <summary>The same with the schedule that is there.</summary>
    public static async Task<TickWork> NextAsync(StoreHarness h)
    {
        await h.FireNextAsync();
        return await ClaimedAsync(h);
    }

    /// <summary>Makes the workflow of a tick that is ready.</summary>
    public static async Task<TickWork> ClaimedAsync(StoreHarness h)
    {
        var work = new TickWork((await ClaimAsync(h))[0].Token);
        var answer = await h.Store.EnqueueWorkflowAsync(work.Draft(), h.Cancellation);
        Expect.Equal(WorkflowOutcome.Created, answer.Outcome, "the outcome of the tick's workflow");
        return work;
    }

    /// <summary>Claims for longer than any case lasts.</summary>
    public static async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(StoreHarness h) => (await h.Store.ClaimAsync(
        new ClaimRequest(StoreHarness.Node, [JobLimits.DefaultQueue], 100, Lease), h.Cancellation)).Jobs;

    public WorkflowDraft Draft() => new(Id, [Job("a"), Job("b", "a")])
    {
        Schedule = "s", Tick = DateTimeOffset.UnixEpoch, CreateOnly = true, Parent = Owner,
    };

    public JobDraft Job(string step, params string[] after) => new(Step(step), new JobSpec
    {
        Handler = "step",
        Workflow = new WorkflowPlace(Id, step) { Parents = [.. after.Select(one => new JobParent(Step(one)))] },
    });

    /// <summary>Puts the tick's job off for so long that nothing but the end of its workflow lets it run.</summary>
    public async Task<TickWork> WaitAsync(StoreHarness h)
    {
        Expect.Equal(
            JobState.Scheduled, (await h.SettleAsync(Owner, SettlementKind.Snoozed, 86_400)).State,
            "the state of the job that waits");
        return this;
    }

    /// <summary>Claims the one job that is ready, which is that of a step.</summary>
    public Task<AttemptToken> StartAsync(StoreHarness h, string step) => StartAsync(h, Step(step));

    /// <summary>Claims the one job that is ready.</summary>
    public static async Task<AttemptToken> StartAsync(StoreHarness h, JobId job)
    {
        var jobs = await ClaimAsync(h);
        Expect.Sequence([job], jobs.Select(job => job.Token.Job), "the jobs that are ready");
        return jobs[0].Token;
    }

    /// <summary>Runs both steps.</summary>
    public async Task<SettleOutcome> EndAsync(StoreHarness h, SettlementKind last = SettlementKind.Succeeded)
    {
        await h.SettleAsync(await StartAsync(h, "a"), SettlementKind.Succeeded);
        return await h.SettleAsync(await StartAsync(h, "b"), last);
    }

    public async Task ExpectAsync(StoreHarness h, WorkflowState state) => Expect.Equal(
        state, Expect.Present(await h.Query.GetWorkflowAsync(Id, h.Cancellation), $"workflow {Id}").State,
        "the state of the workflow");

    public static async Task ExpectLiveAsync(StoreHarness h, int live) =>
        Expect.Equal(live, (await h.ScheduleAsync("s")).LiveJobs, "the live runs of the schedule");
}
