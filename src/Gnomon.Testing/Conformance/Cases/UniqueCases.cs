using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Among which jobs a key is unique, and how long it is held.</summary>
internal static class UniqueCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("keys", Equal_jobs_without_a_key_are_different_jobs),
        Case("keys", Key_of_queue_scope_is_taken_in_its_queue_only),
        WideKeyCase("keys", Key_of_handler_scope_is_taken_for_its_handler_in_every_queue),
        WideKeyCase("keys", Key_of_global_scope_is_taken_everywhere),
        WideKeyCase("keys", Rule_of_the_draft_decides_where_to_look),
        Case("keys", Key_held_until_the_end_is_free_after_every_end),
        Case("keys", Key_held_until_the_end_outlives_a_lost_lease),
        Case("keys", Key_held_until_the_start_is_free_once_the_job_is_handed_out),
        Case("keys", Key_held_until_the_start_is_free_when_the_job_ends_before_it),
        Case("keys", Key_held_until_the_removal_is_taken_after_the_end),
        Case("keys", Key_held_until_the_removal_is_free_after_deletion_and_pruning),
        Case("keys", Key_is_held_for_its_period_at_most),
        Case("keys", Period_counts_from_acceptance_also_for_ended_jobs),
        Case("keys", Job_that_waits_past_its_deadline_holds_no_key),
        WideKeyCase("keys", Revived_job_takes_a_key_that_it_held_until_its_end),
        WideKeyCase("keys", Revival_is_refused_while_another_job_holds_the_key_in_the_jobs_own_scope),
        WideKeyCase("keys", Enqueues_that_race_for_a_key_make_one_job),
        RestartCase("keys", Keys_are_held_and_free_after_a_restart_as_before) with { NeedsWideKeys = true },
    ];

    private static UniqueRule Rule(KeyScope scope = default, KeyHold hold = default, double? period = null) => new()
    {
        Scope = scope, Hold = hold, Period = period is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    private static JobDraft Keyed(
        StoreHarness h, UniqueRule rule, string queue = "default", string handler = "work") =>
        h.Draft(s => s with { Key = "k", Unique = rule, Queue = queue, Handler = handler });

    private static async Task ExpectTakenAsync(StoreHarness h, JobId holder, JobDraft draft, string when)
    {
        var result = (await h.EnqueueAsync(draft))[0];
        Expect.Equal(new EnqueueResult(holder, EnqueueOutcome.SameKey), result, $"the answer {when}");
    }

    private static async Task ExpectFreeAsync(StoreHarness h, JobDraft draft, string when)
    {
        var result = (await h.EnqueueAsync(draft))[0];
        Expect.Equal(new EnqueueResult(draft.Id, EnqueueOutcome.Created), result, $"the answer {when}");
    }

    private static async Task Equal_jobs_without_a_key_are_different_jobs(StoreHarness h)
    {
        var results = await h.EnqueueAsync(h.Draft(), h.Draft());
        Expect.Sequence(
            [EnqueueOutcome.Created, EnqueueOutcome.Created], results.Select(r => r.Outcome), "the outcomes");
        await ExpectFreeAsync(h, h.Draft(s => s with { Unique = Rule(KeyScope.Global) }), "to a rule without a key");
        Expect.Equal(3, (await h.ClaimAsync()).Count, "the number of equal jobs");
    }

    private static async Task Key_of_queue_scope_is_taken_in_its_queue_only(StoreHarness h)
    {
        var rule = Rule(KeyScope.Queue);
        var first = await h.AddAsync(Keyed(h, rule, "a"));
        await ExpectTakenAsync(h, first, Keyed(h, rule, "a", "other"), "to another handler in the queue");
        await ExpectFreeAsync(h, Keyed(h, rule, "b"), "in another queue");
    }

    private static async Task Key_of_handler_scope_is_taken_for_its_handler_in_every_queue(StoreHarness h)
    {
        var rule = Rule(KeyScope.Handler);
        var first = await h.AddAsync(Keyed(h, rule, "a"));
        await ExpectTakenAsync(h, first, Keyed(h, rule, "b"), "in another queue");
        await ExpectFreeAsync(h, Keyed(h, rule, "a", "other"), "to another handler");
    }

    private static async Task Key_of_global_scope_is_taken_everywhere(StoreHarness h)
    {
        var rule = Rule(KeyScope.Global);
        var first = await h.AddAsync(Keyed(h, rule, "a"));
        await ExpectTakenAsync(h, first, Keyed(h, rule, "b", "other"), "to another handler in another queue");
        await ExpectFreeAsync(h, Keyed(h, rule) with { Spec = Keyed(h, rule).Spec with { Key = "l" } }, "to another key");
    }

    private static async Task Rule_of_the_draft_decides_where_to_look(StoreHarness h)
    {
        var inQueue = await h.AddAsync(Keyed(h, Rule(KeyScope.Queue), "a"));
        await ExpectTakenAsync(h, inQueue, Keyed(h, Rule(KeyScope.Global), "b", "other"), "to a draft that looks everywhere");
        var global = await h.AddAsync(Keyed(h, Rule(KeyScope.Queue), "b"));
        await ExpectTakenAsync(h, global, Keyed(h, Rule(KeyScope.Queue), "b"), "in the second queue");
        await ExpectFreeAsync(h, Keyed(h, Rule(KeyScope.Queue), "c"), "in a third queue");
    }

    private static async Task Key_held_until_the_end_is_free_after_every_end(StoreHarness h)
    {
        foreach (var kind in new[] { SettlementKind.Succeeded, SettlementKind.Dead, SettlementKind.Cancelled })
        {
            var id = await h.AddAsync(Keyed(h, Rule()));
            var token = (await h.ClaimOneAsync()).Token;
            await ExpectTakenAsync(h, id, Keyed(h, Rule()), "while the holder runs");
            await h.SettleAsync(token, kind);
        }

        var cancelled = await h.AddAsync(Keyed(h, Rule()));
        await h.ControlAsync(ControlAction.Cancel, cancelled);
        await h.AddAsync(h.Draft(s => s with { Key = "k", Deadline = h.Now.AddSeconds(1) }));
        h.Advance(2);
        await h.SweepAsync();
        await ExpectFreeAsync(h, Keyed(h, Rule()), "after the last holder expired");
    }

    private static async Task Key_held_until_the_end_outlives_a_lost_lease(StoreHarness h)
    {
        var id = await h.AddAsync(Keyed(h, Rule()));
        for (var loss = 1; loss <= JobLimits.MinLossesBeforeDead; loss++)
        {
            await h.ClaimOneAsync();
            await ExpectTakenAsync(h, id, Keyed(h, Rule()), $"while attempt {loss} is out");
            h.Advance(10);
            await ExpectTakenAsync(h, id, Keyed(h, Rule()), $"after the lease of attempt {loss} ran out");
            await h.SweepAsync();
        }

        await h.ExpectStateAsync(JobState.Dead, id);
        await ExpectFreeAsync(h, Keyed(h, Rule()), "after the holder was lost for good");
    }

    private static async Task Key_held_until_the_start_is_free_once_the_job_is_handed_out(StoreHarness h)
    {
        var rule = Rule(hold: KeyHold.UntilStarted);
        var first = await h.AddAsync(Keyed(h, rule));
        await ExpectTakenAsync(h, first, Keyed(h, rule), "while the holder waits");
        var token = (await h.ClaimOneAsync()).Token;
        await h.SettleAsync(token, SettlementKind.Retry, 10);
        var second = Keyed(h, rule);
        await ExpectFreeAsync(h, second, "while the first waits for its retry");
        await ExpectTakenAsync(h, second.Id, Keyed(h, rule), "while the second waits");
    }

    private static async Task Key_held_until_the_start_is_free_when_the_job_ends_before_it(StoreHarness h)
    {
        var rule = Rule(hold: KeyHold.UntilStarted);
        var id = await h.AddAsync(Keyed(h, rule));
        await h.ControlAsync(ControlAction.Cancel, id);
        await ExpectFreeAsync(h, Keyed(h, rule), "after the holder was cancelled unrun");
    }

    private static async Task Key_held_until_the_removal_is_taken_after_the_end(StoreHarness h)
    {
        var rule = Rule(hold: KeyHold.UntilRemoved);
        var id = await h.AddAsync(Keyed(h, rule));
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        await ExpectTakenAsync(h, id, Keyed(h, rule), "after the holder ended");
        await ExpectTakenAsync(h, id, Keyed(h, Rule()), "after the holder ended, to another hold");
        var revived = await h.ControlAsync(ControlAction.Retry, id);
        Expect.Equal(ControlOutcome.Done, revived.Outcome, "the outcome of reviving the holder itself");
        await ExpectTakenAsync(h, id, Keyed(h, rule), "after the revival");
    }

    private static async Task Key_held_until_the_removal_is_free_after_deletion_and_pruning(StoreHarness h)
    {
        var rule = Rule(hold: KeyHold.UntilRemoved);
        var deleted = await h.AddAsync(Keyed(h, rule));
        await h.ControlAsync(ControlAction.Cancel, deleted);
        await h.ControlAsync(ControlAction.Delete, deleted);
        var pruned = Keyed(h, rule);
        await ExpectFreeAsync(h, pruned, "after the holder was deleted");
        await h.ControlAsync(ControlAction.Cancel, pruned.Id);
        h.Time.Advance(JobLimits.DefaultRetention + TimeSpan.FromSeconds(1));
        await h.SweepAsync();
        await ExpectFreeAsync(h, Keyed(h, rule), "after the retention of the holder");
    }

    private static async Task Key_is_held_for_its_period_at_most(StoreHarness h)
    {
        var rule = Rule(period: 60);
        var first = await h.AddAsync(Keyed(h, rule));
        h.Advance(59);
        await ExpectTakenAsync(h, first, Keyed(h, rule), "within the period");
        h.Advance(1);
        var second = Keyed(h, rule);
        await ExpectFreeAsync(h, second, "after the period");
        await ExpectTakenAsync(h, second.Id, Keyed(h, rule), "within the period of the second");
        Expect.Equal(2, (await h.ClaimAsync()).Count, "the number of jobs that wait");
    }

    private static async Task Period_counts_from_acceptance_also_for_ended_jobs(StoreHarness h)
    {
        var rule = Rule(hold: KeyHold.UntilRemoved, period: 60);
        var first = await h.AddAsync(Keyed(h, rule));
        h.Advance(30);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        await ExpectTakenAsync(h, first, Keyed(h, rule), "after the end, within the period");
        h.Advance(30);
        await ExpectFreeAsync(h, Keyed(h, rule), "after the period");
    }

    private static async Task Job_that_waits_past_its_deadline_holds_no_key(StoreHarness h)
    {
        var late = await h.AddAsync(h.Draft(s => s with { Key = "k", Deadline = h.Now.AddSeconds(1) }));
        h.Advance(2);
        var next = Keyed(h, new UniqueRule { OnDuplicate = DuplicateAction.Replace });
        await ExpectFreeAsync(h, next, "once the holder cannot start any more");
        await h.SweepAsync();
        await h.ExpectStateAsync(JobState.Expired, late);
        await ExpectTakenAsync(h, next.Id, Keyed(h, Rule()), "after the sweep");
    }

    private static async Task Revived_job_takes_a_key_that_it_held_until_its_end(StoreHarness h)
    {
        var rule = Rule(KeyScope.Global);
        var id = await h.AddAsync(Keyed(h, rule, "a"));
        await h.ControlAsync(ControlAction.Cancel, id);
        await h.ControlAsync(ControlAction.Retry, id);
        await ExpectTakenAsync(h, id, Keyed(h, rule, "b", "other"), "after the revival");
    }

    private static async Task Revival_is_refused_while_another_job_holds_the_key_in_the_jobs_own_scope(StoreHarness h)
    {
        var global = await h.AddAsync(Keyed(h, Rule(KeyScope.Global), "a"));
        await h.ControlAsync(ControlAction.Cancel, global);
        var inQueue = await h.AddAsync(Keyed(h, Rule(KeyScope.Queue), "b"));
        await h.ControlAsync(ControlAction.Cancel, inQueue);
        var holder = await h.AddAsync(Keyed(h, Rule(KeyScope.Queue), "c"));
        Expect.Equal(
            ControlOutcome.NotAllowed, (await h.ControlAsync(ControlAction.Retry, global)).Outcome,
            "the outcome for the job that looks everywhere");
        Expect.Equal(
            ControlOutcome.Done, (await h.ControlAsync(ControlAction.Retry, inQueue)).Outcome,
            "the outcome for the job that looks in its queue");
        foreach (var id in new[] { holder, inQueue }) await h.ControlAsync(ControlAction.Cancel, id);
        Expect.Equal(
            ControlOutcome.Done, (await h.ControlAsync(ControlAction.Retry, global)).Outcome,
            "the outcome once the key is free");
    }

    private static async Task Enqueues_that_race_for_a_key_make_one_job(StoreHarness h)
    {
        var drafts = Enumerable.Range(0, 32)
            .Select(i => Keyed(h, Rule(KeyScope.Global), i % 2 == 0 ? "a" : "b"))
            .ToList();
        var results = await Task.WhenAll(drafts.Select(d => Task.Run(async () => (await h.EnqueueAsync(d))[0])));
        Expect.Equal(
            1, results.Count(r => r.Outcome == EnqueueOutcome.Created), "the number of jobs that were made");
        Expect.Equal(1, results.Select(r => r.Job).Distinct().Count(), "the number of jobs that were answered");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of stored jobs");
    }

    private static async Task Keys_are_held_and_free_after_a_restart_as_before(StoreHarness h)
    {
        var removed = h.Draft(s => s with { Key = "removed", Unique = Rule(hold: KeyHold.UntilRemoved) });
        var ended = h.Draft(s => s with { Key = "ended" });
        await h.EnqueueAsync(removed, ended);
        foreach (var job in await h.ClaimAsync()) await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        var started = await h.StartAsync(s => s with { Key = "started", Unique = Rule(hold: KeyHold.UntilStarted) });
        await h.SettleAsync(started, SettlementKind.Retry, 3600);
        var timed = await h.AddAsync(s => s with { Key = "timed", Unique = Rule(KeyScope.Global, period: 60) });
        var handler = await h.AddAsync(s => s with { Key = "handler", Unique = Rule(KeyScope.Handler) });
        await h.RestartAsync();
        foreach (var (key, holder) in new[] { ("removed", removed.Id), ("timed", timed), ("handler", handler) })
            await ExpectTakenAsync(h, holder, h.Draft(s => s with { Key = key }), $"to key '{key}'");
        await ExpectTakenAsync(
            h, handler, h.Draft(s => s with { Key = "handler", Queue = "b", Unique = Rule(KeyScope.Handler) }),
            "to the handler's key in another queue");
        foreach (var key in new[] { "ended", "started" })
            await ExpectFreeAsync(h, h.Draft(s => s with { Key = key }), $"to key '{key}'");
        h.Advance(60);
        await ExpectFreeAsync(h, h.Draft(s => s with { Key = "timed" }), "after the period");
    }
}
