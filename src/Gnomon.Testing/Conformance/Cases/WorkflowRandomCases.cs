using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Random workflows under random changes: after each of them nothing waits that could go, no group is too full
/// or has a place for somebody who waits for one, and the counts are right.</summary>
internal static class WorkflowRandomCases
{
    private const int Steps = 500;
    private const int MostRounds = 2000;

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P2", Random_workflows_lose_no_link_and_end),
        RestartCase("P2", Random_workflows_lose_no_link_over_restarts),
    ];

    private static Task Random_workflows_lose_no_link_and_end(StoreHarness h) => RunAsync(h, restarts: false);

    private static Task Random_workflows_lose_no_link_over_restarts(StoreHarness h) => RunAsync(h, restarts: true);

    private static async Task RunAsync(StoreHarness h, bool restarts)
    {
        var random = new Random(2026);
        var flows = new List<WorkflowId>();
        for (var i = 0; i < Steps; i++)
        {
            await StepAsync(h, random, flows);
            if (restarts && random.Next(50) == 0) await h.RestartAsync();
            foreach (var flow in flows) await CheckAsync(h, flow, $"step {i}");
        }

        // From now on all goes well, so each has to come to an end.
        for (var i = 0; i < MostRounds; i++)
        {
            foreach (var flow in flows)
                foreach (var signal in new[] { "s0", "s1", "s2" })
                    await h.Store.ControlWorkflowAsync(
                        new WorkflowControl(flow, WorkflowAction.Signal) { Signal = signal }, h.Cancellation);
            foreach (var job in await h.ClaimAsync()) await h.SettleAsync(job.Token, SettlementKind.Succeeded);
            h.Advance(30);
            await h.SweepAsync();
            var open = await h.Query.ListWorkflowsAsync(
                new WorkflowFilter { State = WorkflowState.Running }, null, 1, h.Cancellation);
            if (open.Items.Count == 0) return;
        }

        throw new ExpectationException("Expected every workflow to end, but one does not.");
    }

    private static async Task StepAsync(StoreHarness h, Random random, List<WorkflowId> flows)
    {
        var flow = flows.Count == 0 ? default : flows[random.Next(flows.Count)];
        switch (random.Next(10))
        {
            case 0 when flows.Count < 12:
                flows.Add(await AddAsync(h, random));
                break;
            case < 6:
                foreach (var job in await h.ClaimAsync(random.Next(1, 6)))
                    await h.SettleAsync(job.Token, Kind(random), random.Next(20));
                break;
            case 6:
                await h.ClaimAsync(random.Next(1, 4));
                break;
            case 7 when flows.Count > 0:
                var jobs = await h.ListAsync(new JobFilter { Workflow = flow });
                var action = random.Next(5) switch
                {
                    0 => ControlAction.Cancel,
                    1 => ControlAction.Terminate,
                    _ => ControlAction.Retry,
                };
                if (jobs.Count > 0) await h.ControlAsync(action, jobs[random.Next(jobs.Count)].Id);
                break;
            case 8 when flows.Count > 0:
                var change = random.Next(8) switch
                {
                    0 => WorkflowAction.Cancel,
                    1 => WorkflowAction.Restart,
                    < 5 => WorkflowAction.Retry,
                    _ => WorkflowAction.Signal,
                };
                await h.Store.ControlWorkflowAsync(
                    new WorkflowControl(flow, change) { Signal = $"s{random.Next(3)}" }, h.Cancellation);
                break;
            default:
                h.Advance(random.Next(1, 10));
                await h.SweepAsync();
                break;
        }
    }

    private static async Task<WorkflowId> AddAsync(StoreHarness h, Random random)
    {
        var flow = new WorkflowSketch(h) { Retention = TimeSpan.FromDays(30) };
        flow.Groups["g"] = random.Next(1, 4);
        var count = random.Next(1, 15);
        for (var i = 0; i < count; i++)
        {
            var after = Enumerable.Range(0, i).Where(_ => random.Next(3) == 0)
                .Select(parent => $"{new[] { "", "", "!", "*" }[random.Next(4)]}{parent}");
            flow.Step(
                $"{i}", string.Join(',', after),
                place => place with
                {
                    Group = random.Next(3) == 0 ? "g" : null,
                    Signals = random.Next(5) == 0 ? [$"s{random.Next(3)}"] : [],
                    OnFailure = random.Next(8) == 0 ? StepFailure.CancelRest : StepFailure.SkipDependents,
                },
                draft => draft with
                {
                    Delay = random.Next(4) == 0 ? TimeSpan.FromSeconds(random.Next(20)) : null,
                    Spec = draft.Spec with
                    {
                        Deadline = random.Next(8) == 0 ? h.Now.AddSeconds(random.Next(1, 200)) : null,
                    },
                });
        }

        await flow.StoreAsync();
        return flow.Id;
    }

    private static SettlementKind Kind(Random random) => random.Next(8) switch
    {
        0 => SettlementKind.Dead,
        1 => SettlementKind.Retry,
        2 => SettlementKind.Cancelled,
        3 => SettlementKind.Released,
        4 => SettlementKind.Snoozed,
        _ => SettlementKind.Succeeded,
    };

    private static async Task CheckAsync(StoreHarness h, WorkflowId flow, string when)
    {
        var info = Expect.Present(await h.Query.GetWorkflowAsync(flow, h.Cancellation), "the workflow");
        var jobs = (await h.ListAsync(new JobFilter { Workflow = flow })).ToDictionary(job => job.Id);
        foreach (var group in jobs.Values.GroupBy(job => job.State))
            Expect.Equal(group.Count(), info.Jobs.GetValueOrDefault(group.Key), $"the count of {group.Key} after {when}");
        var isOpen = jobs.Values.Any(job => !job.State.IsTerminal());
        Expect.Equal(isOpen, info.State == WorkflowState.Running, $"whether the workflow runs after {when}");
        Expect.Equal(isOpen, info.FinishedAt is null, $"whether the workflow has no end after {when}");
        var used = jobs.Values.Count(job => job.Spec.Workflow!.Group is not null
            && job.State is (JobState.Ready or JobState.Scheduled or JobState.Running));
        Expect.That(used <= info.Groups["g"], $"at most {info.Groups["g"]} members to go after {when}; {used} do");
        foreach (var job in jobs.Values.Where(job => job.State == JobState.Blocked))
        {
            var place = job.Spec.Workflow!;
            var parents = place.Parents.Select(parent => (Job: jobs[parent.Job], parent.When)).ToList();
            foreach (var (parent, condition) in parents)
                Expect.That(
                    condition != ParentCondition.Succeeded || !parent.State.IsTerminal()
                    || parent.State == JobState.Succeeded,
                    $"step {place.Step} to be skipped after {when}, since a parent is {parent.State}");
            var waits = parents.Any(parent => !parent.Job.State.IsTerminal())
                || place.Signals.Any(signal => !info.Signals.ContainsKey(signal))
                || (place.Group is not null && used == info.Groups["g"]);
            Expect.That(waits, $"step {place.Step} to go after {when}, since nothing is left that it waits for");
        }
    }
}
