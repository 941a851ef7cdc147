using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How the priority of stored jobs changes.</summary>
internal static class PriorityCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("priority", Raised_job_goes_before_those_of_its_former_priority),
        Case("priority", Changed_jobs_stand_among_others_in_the_order_in_which_they_became_ready),
        Case("priority", Scheduled_job_comes_due_with_its_new_priority),
        Case("priority", Running_job_waits_for_its_retry_with_its_new_priority),
        Case("priority", Ended_job_keeps_its_priority),
        Case("priority", Priority_out_of_range_is_refused),
        RestartCase("priority", Changed_priorities_survive),
    ];

    private static async Task<ControlResult> ChangeAsync(StoreHarness h, JobId job, byte priority) =>
        (await h.ControlAsync(new ControlRequest(ControlAction.ChangePriority, [job]) { Priority = priority }))
        .Results[0];

    private static async Task Raised_job_goes_before_those_of_its_former_priority(StoreHarness h)
    {
        var (first, second) = (await h.AddAsync(), await h.AddAsync());
        var result = await ChangeAsync(h, second, 9);
        Expect.Equal(new ControlResult(second, ControlOutcome.Done, JobState.Ready), result, "the answer");
        Expect.Equal((byte)9, (await h.JobAsync(second)).Spec.Priority, "the priority");
        Expect.Sequence([second, first], (await h.ClaimAsync()).Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Changed_jobs_stand_among_others_in_the_order_in_which_they_became_ready(StoreHarness h)
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 12; i++) ids.Add(await h.AddAsync(s => s with { Priority = (byte)(i % 3) }));
        foreach (var i in new[] { 4, 0, 11, 7, 1, 9 }) await ChangeAsync(h, ids[i], 2);
        var high = new[] { 0, 1, 2, 4, 5, 7, 8, 9, 11 }.Select(i => ids[i]);
        JobId[] low = [ids[10], ids[3], ids[6]];
        Expect.Sequence(
            [.. high, .. low], (await h.ClaimAsync()).Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Scheduled_job_comes_due_with_its_new_priority(StoreHarness h)
    {
        var late = await h.AddInAsync(10);
        Expect.Equal(ControlOutcome.Done, (await ChangeAsync(h, late, 8)).Outcome, "the outcome");
        var ready = await h.AddAsync();
        h.Advance(10);
        Expect.Sequence([late, ready], (await h.ClaimAsync()).Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Running_job_waits_for_its_retry_with_its_new_priority(StoreHarness h)
    {
        var token = await h.StartAsync();
        var result = await ChangeAsync(h, token.Job, 8);
        Expect.Equal(new ControlResult(token.Job, ControlOutcome.Done, JobState.Running), result, "the answer");
        var other = await h.AddAsync();
        await h.SettleAsync(token, SettlementKind.Released);
        Expect.Sequence([token.Job, other], (await h.ClaimAsync()).Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Ended_job_keeps_its_priority(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Dead);
        var result = await ChangeAsync(h, token.Job, 8);
        Expect.Equal(new ControlResult(token.Job, ControlOutcome.NotAllowed, JobState.Dead), result, "the answer");
        Expect.Equal(
            JobLimits.DefaultPriority, (await h.JobAsync(token.Job)).Spec.Priority, "the priority");
    }

    private static async Task Priority_out_of_range_is_refused(StoreHarness h)
    {
        var id = await h.AddAsync();
        var refused = await Expect.ThrowsAsync<InvalidJobException>(
            () => ChangeAsync(h, id, 10), "a priority above the highest");
        Expect.Equal("priority", refused.Field, "the field the refusal names");
    }

    private static async Task Changed_priorities_survive(StoreHarness h)
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 6; i++) ids.Add(await h.AddAsync());
        foreach (var i in new[] { 5, 2 }) await ChangeAsync(h, ids[i], 9);
        await h.RestartAsync();
        Expect.Sequence(
            new[] { 2, 5, 0, 1, 3, 4 }.Select(i => ids[i]), (await h.ClaimAsync()).Select(j => j.Token.Job),
            "the claimed jobs");
    }
}
