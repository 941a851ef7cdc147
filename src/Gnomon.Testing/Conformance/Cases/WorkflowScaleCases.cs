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
