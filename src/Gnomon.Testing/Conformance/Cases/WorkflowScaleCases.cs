using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Workflows of many jobs, and chains that are interrupted at every step.</summary>
internal static class WorkflowScaleCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P2", Chain_of_a_thousand_steps_ends),
        Case("P2", Chain_of_the_longest_kind_is_skipped_at_once),
        Case("P3", Sweep_recovers_all_lost_members_of_a_group_at_once),
        Case("P2", Chord_of_ten_thousand_fires_its_callback_once),
        Case("P2", Workflow_of_ten_thousand_is_cancelled_revived_and_removed_whole),
        Case("retention", Workflow_of_ten_thousand_is_gone_after_its_retention),
        RestartCase("P1", No_link_of_a_chain_is_lost_by_restarts_between_its_steps),
    ];

    private static async Task Chain_of_a_thousand_steps_ends(StoreHarness h)
    {
        var flow = Chain(h, 1000);
        await flow.StoreAsync();
        for (var i = 0; i < 1000; i++) await flow.EndAsync($"s{i}");
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Chain_of_the_longest_kind_is_skipped_at_once(StoreHarness h)
    {
        var flow = Chain(h, WorkflowDraft.MaxJobs);
        await flow.StoreAsync();
        var outcome = await flow.EndAsync("s0", SettlementKind.Dead);
        Expect.Equal(WorkflowDraft.MaxJobs - 1, outcome.Effects?.Ended.Count, "the number of skipped jobs");
        await flow.ExpectAsync(WorkflowState.Failed);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Retry);
        Expect.Equal(
            WorkflowDraft.MaxJobs - 1, (await flow.InfoAsync()).Jobs[JobState.Blocked], "the number of blocked jobs");
    }

    private static async Task Chord_of_ten_thousand_fires_its_callback_once(StoreHarness h)
    {
        const int members = 10_000;
        var flow = new WorkflowSketch(h);
        for (var i = 0; i < members; i++) flow.Step($"m{i}");
        var all = string.Join(',', Enumerable.Range(0, members).Select(i => $"m{i}"));
        flow.Step("end", string.Join(',', Enumerable.Range(0, members).Select(i => $"*m{i}")))
            .Step("good", all).Step("bad", string.Join(',', Enumerable.Range(0, members).Select(i => $"!m{i}")));
        await flow.StoreAsync();
        var random = new Random(4711);
        var fired = new List<string>();
        while ((await flow.InfoAsync()).State == WorkflowState.Running)
        {
            var jobs = await h.ClaimAsync(700);
            var settlements = new List<Settlement>();
            foreach (var job in jobs)
            {
                var isMember = job.Spec.Workflow!.Step[0] == 'm';
                if (!isMember) fired.Add(job.Spec.Workflow.Step);
                var dice = isMember ? random.Next(100) : 99;
                // Some are lost with their worker: nobody settles them.
                if (dice < 5) continue;
                settlements.Add(new Settlement(job.Token, dice switch
                {
                    < 15 => SettlementKind.Retry,
                    < 20 => SettlementKind.Dead,
                    _ => SettlementKind.Succeeded,
                }));
            }

            await h.Store.SettleAsync(settlements, h.Cancellation);
            h.Advance(10);
            await h.SweepAsync(5000);
        }

        Expect.Sequence(["bad", "end"], fired.Order(), "the callbacks that ran");
        var info = await flow.InfoAsync();
        Expect.Equal(1, info.Jobs[JobState.Cancelled], "the number of skipped callbacks");
        Expect.Equal(members + 3, info.Jobs.Values.Sum(), "the number of jobs");
    }

    private static async Task Workflow_of_ten_thousand_is_cancelled_revived_and_removed_whole(StoreHarness h)
    {
        const int members = 10_000;
        var flow = Group(h, members);
        var draft = flow.NewDraft();
        await flow.AskAsync(draft);
        var running = await h.ClaimAsync(20);
        var cancelled = await flow.ControlAsync(WorkflowAction.Cancel);
        Expect.Equal(ControlOutcome.Requested, cancelled.Outcome, "the outcome of the cancellation");
        Expect.Equal(
            (members + 1 - 20, 20), (cancelled.Effects?.Ended.Count ?? 0, cancelled.Effects?.Stopping.Count ?? 0),
            "the numbers of ended and of stopping jobs");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs to claim");
        await h.Store.SettleAsync(
            [.. running.Select(job => new Settlement(job.Token, SettlementKind.Cancelled))], h.Cancellation);
        await flow.ExpectAsync(WorkflowState.Cancelled);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Retry);
        Expect.Equal(
            (100, members + 1 - 100), await ReadyAndBlockedAsync(flow), "the numbers of ready and of blocked jobs");
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Cancel);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Delete);
        Expect.Equal(null, await h.Query.GetWorkflowAsync(flow.Id, h.Cancellation), "the workflow");
        Expect.Equal(0, (await h.Query.GetStatsAsync(h.Cancellation)).Jobs.Values.Sum(), "the number of jobs");
        Expect.Equal(WorkflowOutcome.Created, (await flow.AskAsync(draft)).Outcome, "the outcome of the same again");
        Expect.Equal(
            (100, members + 1 - 100), await ReadyAndBlockedAsync(flow), "the numbers of ready and of blocked jobs");
    }

    private static async Task Workflow_of_ten_thousand_is_gone_after_its_retention(StoreHarness h)
    {
        const int members = 10_000;
        var flow = Group(h, members);
        flow.Retention = TimeSpan.FromMinutes(1);
        await flow.StoreAsync();
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Cancel);
        h.Advance(59);
        Expect.Equal(0, (await h.SweepAsync()).Pruned, "the number of removed jobs before its time");
        h.Advance(2);
        var pruned = 0;
        while (pruned <= members && (await h.SweepAsync()).Pruned is > 0 and var some) pruned += some;
        Expect.Equal(members + 1, pruned, "the number of removed jobs");
        Expect.Equal(null, await h.Query.GetWorkflowAsync(flow.Id, h.Cancellation), "the workflow");
        Expect.Equal(null, await h.Query.GetJobAsync(flow.Job("end"), h.Cancellation), "its last job");
    }

    private static async Task<(int Ready, int Blocked)> ReadyAndBlockedAsync(WorkflowSketch flow)
    {
        var jobs = (await flow.InfoAsync()).Jobs;
        return (jobs.GetValueOrDefault(JobState.Ready), jobs.GetValueOrDefault(JobState.Blocked));
    }

    /// <summary>A group, of which 100 may go at once, and what waits for all of it.</summary>
    private static WorkflowSketch Group(StoreHarness h, int members)
    {
        var flow = new WorkflowSketch(h);
        flow.Groups.Add("g", 100);
        for (var i = 0; i < members; i++) flow.Step($"m{i}", place: place => place with { Group = "g" });
        return flow.Step("end", string.Join(',', Enumerable.Range(0, members).Select(i => $"m{i}")));
    }

    private static async Task No_link_of_a_chain_is_lost_by_restarts_between_its_steps(StoreHarness h)
    {
        var flow = Chain(h, 12);
        await flow.StoreAsync();
        for (var i = 0; i < 12; i++)
        {
            await h.RestartAsync();
            Expect.Sequence([$"s{i}"], await flow.ClaimAsync(), "the steps that may run");
            await flow.EndAsync($"s{i}");
        }

        await h.RestartAsync();
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static WorkflowSketch Chain(StoreHarness h, int steps)
    {
        var flow = new WorkflowSketch(h);
        for (var i = 0; i < steps; i++) flow.Step($"s{i}", i == 0 ? "" : $"s{i - 1}");
        return flow;
    }

    private static async Task Sweep_recovers_all_lost_members_of_a_group_at_once(StoreHarness h)
    {
        const int Members = 300;
        var flow = new WorkflowSketch(h);
        for (var i = 0; i < Members; i++)
            flow.Step($"member {i}", place: p => p with { OnFailure = StepFailure.CancelRest });
        for (var i = 0; i < Members; i++) flow.Step($"after {i}", $"member {i}");
        await flow.StoreAsync();
        Expect.Equal(Members, (await flow.ClaimAsync()).Count, "the number of members that run");
        h.Advance(3600);
        var answer = await h.SweepAsync();
        Expect.Equal((Members, false), (answer.Recovered, answer.More), "how many are recovered, and whether more are left");
    }
}
