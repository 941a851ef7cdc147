using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Jobs that the handler of another one enqueues.</summary>
internal static class ParentCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P3", Child_records_its_parent),
        Case("P3", Child_of_a_stale_attempt_is_refused_with_its_call),
        Case("P3", Child_of_an_attempt_that_ended_is_refused),
        Case("P3", Child_of_a_late_attempt_is_accepted_until_it_is_recovered),
        Case("P3", Known_id_does_not_excuse_a_stale_attempt),
        RestartCase("P3", Parent_survives_a_restart),
    ];

    private static JobDraft Child(StoreHarness h, AttemptToken parent) => h.Draft() with { Parent = parent };

    private static async Task Child_records_its_parent(StoreHarness h)
    {
        var parent = await h.StartAsync();
        var child = await h.AddAsync(Child(h, parent));
        Expect.Equal(parent.Job, (await h.JobAsync(child)).Spec.Parent, "the parent of the child");
        Expect.Equal(null, (await h.JobAsync(parent.Job)).Spec.Parent, "the parent of the parent");
        Expect.Equal(parent.Job, (await h.ClaimOneAsync()).Spec.Parent, "the parent that is handed out");
    }

    private static async Task Child_of_a_stale_attempt_is_refused_with_its_call(StoreHarness h)
    {
        var stale = await h.StartAsync();
        h.Advance(10);
        await h.SweepAsync();
        var newest = (await h.ClaimOneAsync()).Token;
        var (plain, child) = (h.Draft(), Child(h, stale));
        var results = await h.EnqueueAsync(plain, child);
        Expect.Sequence(
            [
                new EnqueueResult(plain.Id, EnqueueOutcome.Withheld),
                new EnqueueResult(child.Id, EnqueueOutcome.StaleAttempt),
            ],
            results, "the answers");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of stored jobs");
        foreach (var forged in new[] { newest with { Attempt = 9 }, new AttemptToken(JobId.New(h.Time), 1) })
            Expect.Equal(
                EnqueueOutcome.StaleAttempt, (await h.EnqueueAsync(Child(h, forged)))[0].Outcome,
                "the outcome for a token that was never given");
        await h.AddAsync(Child(h, newest));
    }

    private static async Task Child_of_an_attempt_that_ended_is_refused(StoreHarness h)
    {
        foreach (var kind in Enum.GetValues<SettlementKind>())
        {
            var parent = await h.StartAsync();
            await h.SettleAsync(parent, kind, 3600);
            Expect.Equal(
                EnqueueOutcome.StaleAttempt, (await h.EnqueueAsync(Child(h, parent)))[0].Outcome,
                $"the outcome after the attempt ended with {kind}");
            await h.ControlAsync(ControlAction.Cancel, parent.Job);
        }

        Expect.Equal(
            Enum.GetValues<SettlementKind>().Length, (await h.ListAsync()).Count, "the number of stored jobs");
    }

    private static async Task Child_of_a_late_attempt_is_accepted_until_it_is_recovered(StoreHarness h)
    {
        var parent = await h.StartAsync();
        h.Advance(10);
        await h.AddAsync(Child(h, parent));
        await h.SweepAsync();
        Expect.Equal(
            EnqueueOutcome.StaleAttempt, (await h.EnqueueAsync(Child(h, parent)))[0].Outcome,
            "the outcome after the recovery");
    }

    private static async Task Known_id_does_not_excuse_a_stale_attempt(StoreHarness h)
    {
        var parent = await h.StartAsync();
        var child = Child(h, parent);
        await h.AddAsync(child);
        Expect.Equal(EnqueueOutcome.SameId, (await h.EnqueueAsync(child))[0].Outcome, "the outcome of a repetition");
        await h.SettleAsync(parent, SettlementKind.Succeeded);
        Expect.Equal(
            EnqueueOutcome.StaleAttempt, (await h.EnqueueAsync(child))[0].Outcome,
            "the outcome of a repetition after the attempt");
    }

    private static async Task Parent_survives_a_restart(StoreHarness h)
    {
        var parent = await h.StartAsync();
        var child = await h.AddAsync(Child(h, parent));
        await h.RestartAndRecoverAsync();
        Expect.Equal(parent.Job, (await h.JobAsync(child)).Spec.Parent, "the parent of the child");
        Expect.Equal(
            EnqueueOutcome.StaleAttempt, (await h.EnqueueAsync(Child(h, parent)))[0].Outcome,
            "the outcome for the attempt of before");
    }
}
