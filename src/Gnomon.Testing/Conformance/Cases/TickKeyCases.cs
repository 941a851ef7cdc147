using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What is recorded of ticks whose job meets a taken unique key.</summary>
internal static class TickKeyCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P2", Tick_whose_key_is_taken_is_a_skip_that_names_the_key_and_its_holder),
        Case("P2", Tick_that_rejects_duplicates_is_a_skip_and_refuses_no_other_job),
        Case("P2", Tick_that_replaces_the_holder_ran_with_its_id),
        Case("P2", Tick_that_puts_the_holder_off_ran_with_its_id),
        Case("P2", Tick_that_would_replace_a_started_holder_is_a_skip),
        Case("P2", Second_tick_of_one_commit_meets_the_key_of_the_first),
        Case("P2", Tick_that_was_skipped_for_its_key_counts_as_no_run),
        RestartCase("P2", Ticks_that_met_a_taken_key_are_told_after_a_restart_as_before),
    ];

    private static async Task Tick_whose_key_is_taken_is_a_skip_that_names_the_key_and_its_holder(StoreHarness h)
    {
        var holder = await h.AddAsync(s => s with { Key = "k-7" });
        var answer = await FireAsync(h, DuplicateAction.Return);
        Expect.Sequence(
            [new EnqueueResult(holder, EnqueueOutcome.SameKey)], answer.Jobs, "the outcomes of the tick's job");
        await ExpectSkipAsync(h, holder, answer);
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Tick_that_rejects_duplicates_is_a_skip_and_refuses_no_other_job(StoreHarness h)
    {
        var holder = await h.AddAsync(s => s with { Key = "k-7" });
        var other = await h.PutAsync(StoreHarness.Every("other", 60));
        var request = await RequestAsync(h, DuplicateAction.Reject);
        var answers = await h.Store.FireAsync([request, h.NextTick(other)], h.Cancellation);
        await ExpectSkipAsync(h, holder, answers[0]);
        Expect.Equal(EnqueueOutcome.Created, answers[1].Jobs[0].Outcome, "the outcome of the other schedule's job");
        Expect.Equal(2, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Tick_that_replaces_the_holder_ran_with_its_id(StoreHarness h)
    {
        var holder = await h.AddAsync(s => s with { Key = "k-7" });
        var answer = await FireAsync(h, DuplicateAction.Replace);
        await ExpectRunAsync(h, holder, answer);
        var job = await h.JobAsync(holder);
        Expect.Equal("{\"tick\":1}", Encoding.UTF8.GetString(job.Spec.Args.Span), "the arguments");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Tick_that_puts_the_holder_off_ran_with_its_id(StoreHarness h)
    {
        var holder = await h.AddInAsync(1000, s => s with { Key = "k-7" });
        await ExpectRunAsync(h, holder, await FireAsync(h, DuplicateAction.Debounce));
        Expect.Equal(holder, (await h.ClaimOneAsync()).Token.Job, "the job that is due with the tick");
    }

    private static async Task Tick_that_would_replace_a_started_holder_is_a_skip(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Key = "k-7" });
        await ExpectSkipAsync(h, token.Job, await FireAsync(h, DuplicateAction.Replace));
    }

    private static async Task Second_tick_of_one_commit_meets_the_key_of_the_first(StoreHarness h)
    {
        var first = await RequestAsync(h, DuplicateAction.Return);
        var at = first.NewMark.AddSeconds(60);
        var job = new JobDraft(JobId.ForTick("s", at), first.Jobs[0].Spec with { Tick = at });
        var both = first with
        {
            NewMark = at,
            Ticks = [.. first.Ticks, new Tick(at, h.Now, TickOutcome.Ran) { Job = job.Id }],
            Jobs = [.. first.Jobs, job],
        };
        var answer = (await h.Store.FireAsync([both], h.Cancellation))[0];
        Expect.Sequence(
            [TickOutcome.Ran, TickOutcome.Skipped], answer.Ticks.Select(t => t.Outcome), "the outcomes of the ticks");
        Expect.Equal(first.Ticks[0], answer.Ticks[0], "the tick that came first");
        ExpectNamed(first.Jobs[0].Id, answer.Ticks[1]);
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Tick_that_was_skipped_for_its_key_counts_as_no_run(StoreHarness h)
    {
        var holder = await h.AddAsync(s => s with { Key = "k-7" });
        await FireAsync(h, DuplicateAction.Return, maxRuns: 1);
        var stored = await h.ScheduleAsync("s");
        Expect.Equal(0, stored.Runs, "the runs after a skip");
        Expect.Absent(stored.LastTick, "last tick that ran");
        await h.ControlAsync(ControlAction.Cancel, holder);
        Expect.Equal(true, await h.FireAsync(h.NextTick(stored)), "whether the next tick was applied");
        stored = await h.ScheduleAsync("s");
        Expect.Equal(1, stored.Runs, "the runs once the key is free");
        Expect.Absent(stored.Next, "next tick after the last run");
    }

    private static async Task Ticks_that_met_a_taken_key_are_told_after_a_restart_as_before(StoreHarness h)
    {
        var waiting = await h.AddInAsync(1000, s => s with { Key = "k-7" });
        await FireAsync(h, DuplicateAction.Replace);
        var stored = await h.ScheduleAsync("s");
        await h.ControlAsync(ControlAction.RunNow, waiting);
        await h.ClaimOneAsync();
        h.Advance(1);
        await h.FireAsync(h.NextTick(stored));
        var before = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        Expect.Sequence(
            [TickOutcome.Skipped, TickOutcome.Ran], before.Items.Select(t => t.Outcome), "the outcomes of the ticks");
        await h.RestartAsync();
        var after = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        Expect.Sequence(before.Items, after.Items, "the ticks after a restart");
        Expect.Equal(1, (await h.ScheduleAsync("s")).Runs, "the runs after a restart");
    }

    private static async Task<FireRequest> RequestAsync(StoreHarness h, DuplicateAction action, int? maxRuns = null)
    {
        var schedule = StoreHarness.Every("s", 60);
        var stored = await h.PutAsync(schedule with
        {
            MaxRuns = maxRuns,
            Job = schedule.Job with
            {
                Key = "k-7", Args = "{\"tick\":1}"u8.ToArray(), Unique = new UniqueRule { OnDuplicate = action },
            },
        });
        h.Advance(300);
        return h.NextTick(stored);
    }

    private static async Task<FireAnswer> FireAsync(StoreHarness h, DuplicateAction action, int? maxRuns = null)
    {
        var answer = await h.Store.FireAsync([await RequestAsync(h, action, maxRuns)], h.Cancellation);
        Expect.Equal(true, answer[0].Applied, "whether the request was applied");
        return answer[0];
    }

    private static async Task ExpectSkipAsync(StoreHarness h, JobId holder, FireAnswer answer)
    {
        var tick = (await h.Query.ListTicksAsync("s", null, 10, h.Cancellation)).Items.Single();
        Expect.Sequence([tick], answer.Ticks, "the ticks of the answer");
        Expect.Equal(TickOutcome.Skipped, tick.Outcome, "the outcome of the tick");
        Expect.Absent(tick.Job, "job of a skipped tick");
        ExpectNamed(holder, tick);
        Expect.Equal(tick.At, (await h.ScheduleAsync("s")).Mark, "the mark");
        Expect.Equal(0, (await h.ScheduleAsync("s")).LiveJobs, "the live jobs");
    }

    private static async Task ExpectRunAsync(StoreHarness h, JobId holder, FireAnswer answer)
    {
        var tick = (await h.Query.ListTicksAsync("s", null, 10, h.Cancellation)).Items.Single();
        Expect.Sequence([tick], answer.Ticks, "the ticks of the answer");
        Expect.Equal(TickOutcome.Ran, tick.Outcome, "the outcome of the tick");
        Expect.Equal(holder, tick.Job, "the job of the tick");
        ExpectNamed(holder, tick);
        Expect.Equal(1, (await h.ScheduleAsync("s")).Runs, "the runs");
    }

    private static void ExpectNamed(JobId holder, Tick tick)
    {
        var reason = Expect.Present(tick.Reason, "the reason of the tick");
        Expect.That(
            reason.Contains("'k-7'", StringComparison.Ordinal)
            && reason.Contains(holder.ToString(), StringComparison.Ordinal),
            $"the reason to name key 'k-7' and job {holder}; it is: {reason}");
    }
}
