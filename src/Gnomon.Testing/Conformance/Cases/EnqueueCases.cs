using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How jobs come in.</summary>
internal static class EnqueueCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P1", Enqueued_job_is_ready_and_keeps_its_specification),
        Case("P1", Same_id_twice_stores_one_job),
        Case("P1", Same_id_twice_in_one_call_stores_one_job),
        Case("P1", Invalid_draft_refuses_the_whole_call),
        Case("P1", Batch_over_the_limit_is_refused),
        Case("P1", Batch_of_too_many_bytes_is_refused),
        Case("P1", Batch_of_the_greatest_size_is_stored),
        Case("P1", Empty_batch_answers_nothing),
        Case("P5", Draft_due_in_the_past_is_ready_at_once),
        Case("P5", Draft_due_later_is_scheduled),
        Case("P5", Delay_counts_from_the_clock_of_the_store),
        Case("keys", Key_is_held_until_its_job_ends),
        Case("keys", Key_is_held_while_its_job_runs_and_waits_to_run_again),
        Case("keys", Same_key_twice_in_one_call_stores_the_first),
        Case("keys", Key_belongs_to_its_queue),
        Case("keys", Known_id_wins_over_a_taken_key),
    ];

    private static async Task Enqueued_job_is_ready_and_keeps_its_specification(StoreHarness h)
    {
        var spec = new JobSpec
        {
            Handler = "send-mail",
            Args = Encoding.UTF8.GetBytes("""{"to":"ann"}"""),
            Queue = "mail",
            Priority = 7,
            Retry = RetryPolicy.After(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8)),
            Timeout = TimeSpan.FromSeconds(30),
            Deadline = h.Now.AddHours(1),
            Key = "ann",
            Tags = ["blue", "red"],
            Retention = TimeSpan.FromDays(3),
        };
        var id = await h.AddAsync(new JobDraft(JobId.New(h.Time), spec));
        var job = await h.JobAsync(id);
        Expect.Equal(JobState.Ready, job.State, "the state of a new job");
        Expect.Equal(0, job.Attempt, "the attempt of a new job");
        Expect.Equal(h.Now, job.CreatedAt, "the moment the store accepted the job");
        Expect.Equal("""{"to":"ann"}""", Encoding.UTF8.GetString(job.Spec.Args.Span), "the arguments");
        Expect.Sequence(spec.Tags, job.Spec.Tags, "the tags");
        Expect.Equal(
            spec with { Args = default, Tags = [] },
            job.Spec with { Args = default, Tags = [] },
            "the rest of the specification");
    }

    private static async Task Same_id_twice_stores_one_job(StoreHarness h)
    {
        var draft = h.Draft();
        await h.AddAsync(draft);
        var again = await h.EnqueueAsync(draft with { Spec = draft.Spec with { Handler = "other" } });
        Expect.Equal(new EnqueueResult(draft.Id, EnqueueOutcome.SameId), again[0], "the answer to a known id");
        Expect.Equal("work", (await h.JobAsync(draft.Id)).Spec.Handler, "the handler of the stored job");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of stored jobs");
    }

    private static async Task Same_id_twice_in_one_call_stores_one_job(StoreHarness h)
    {
        var draft = h.Draft();
        var results = await h.EnqueueAsync(draft, draft);
        Expect.Sequence(
            [EnqueueOutcome.Created, EnqueueOutcome.SameId], results.Select(r => r.Outcome), "the outcomes");
        Expect.Equal(1, (await h.ClaimAsync()).Count, "the number of claimed jobs");
    }

    private static async Task Invalid_draft_refuses_the_whole_call(StoreHarness h)
    {
        var bad = h.Draft(s => s with { Handler = "../etc/passwd" });
        var refused = await Expect.ThrowsAsync<InvalidJobException>(
            async () => await h.EnqueueAsync(h.Draft(), bad, h.Draft()), "a handler name with a separator");
        Expect.Equal("handler", refused.Field, "the field the refusal names");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of stored jobs after the refusal");
    }

    private static async Task Batch_over_the_limit_is_refused(StoreHarness h)
    {
        var drafts = Enumerable.Range(0, JobLimits.MaxBatch + 1).Select(_ => h.Draft()).ToArray();
        await Expect.ThrowsAsync<InvalidJobException>(
            async () => await h.EnqueueAsync(drafts), $"a batch of {drafts.Length} jobs");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of stored jobs after the refusal");
    }

    private static async Task Batch_of_too_many_bytes_is_refused(StoreHarness h)
    {
        var args = new byte[JobLimits.MaxArgsBytes];
        args.AsSpan().Fill((byte)'1');
        var count = JobLimits.MaxBatchBytes / JobLimits.MaxArgsBytes;
        var drafts = Enumerable.Range(0, count).Select(_ => h.Draft(s => s with { Args = args })).ToArray();
        var refused = await Expect.ThrowsAsync<InvalidJobException>(
            async () => await h.EnqueueAsync(drafts), $"a batch of {count} jobs with the largest arguments");
        Expect.Equal("jobs", refused.Field, "the field the refusal names");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of stored jobs after the refusal");
    }

    private static async Task Batch_of_the_greatest_size_is_stored(StoreHarness h)
    {
        var drafts = Enumerable.Range(0, JobLimits.MaxBatch).Select(_ => h.Draft()).ToArray();
        var results = await h.EnqueueAsync(drafts);
        Expect.Sequence(drafts.Select(d => d.Id), results.Select(r => r.Job), "the answered ids");
        var stats = await h.Query.GetStatsAsync(h.Cancellation);
        Expect.Equal(JobLimits.MaxBatch, stats.Jobs.GetValueOrDefault(JobState.Ready), "the count of ready jobs");
    }

    private static async Task Empty_batch_answers_nothing(StoreHarness h) =>
        Expect.Equal(0, (await h.EnqueueAsync()).Count, "the number of answers to no draft");

    private static async Task Draft_due_in_the_past_is_ready_at_once(StoreHarness h)
    {
        var id = await h.AddAsync(h.Draft() with { RunAt = h.Now.AddMinutes(-5) });
        await h.ExpectStateAsync(JobState.Ready, id);
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Draft_due_later_is_scheduled(StoreHarness h)
    {
        var due = h.Now.AddMinutes(5);
        var id = await h.AddAsync(h.Draft() with { RunAt = due });
        var job = await h.JobAsync(id);
        Expect.Equal(JobState.Scheduled, job.State, "the state of a job that is due later");
        Expect.Equal(due, job.RunAt, "the moment it is due");
    }

    private static async Task Delay_counts_from_the_clock_of_the_store(StoreHarness h)
    {
        var draft = h.Draft() with { Delay = TimeSpan.FromSeconds(30) };
        h.Advance(100);
        var id = await h.AddAsync(draft);
        Expect.Equal(h.Now.AddSeconds(30), (await h.JobAsync(id)).RunAt, "the moment a delayed job is due");
    }

    private static async Task Key_is_held_until_its_job_ends(StoreHarness h)
    {
        var first = await h.AddAsync(s => s with { Key = "k" });
        var second = await h.EnqueueAsync(h.Draft(s => s with { Key = "k" }));
        Expect.Equal(new EnqueueResult(first, EnqueueOutcome.SameKey), second[0], "the answer to a taken key");
        var job = await h.ClaimOneAsync();
        await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        await h.AddAsync(s => s with { Key = "k" });
    }

    private static async Task Key_is_held_while_its_job_runs_and_waits_to_run_again(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Key = "k" });
        var whileRunning = await h.EnqueueAsync(h.Draft(s => s with { Key = "k" }));
        await h.SettleAsync(token, SettlementKind.Retry, 10);
        var whileWaiting = await h.EnqueueAsync(h.Draft(s => s with { Key = "k" }));
        Expect.Equal(EnqueueOutcome.SameKey, whileRunning[0].Outcome, "the outcome while the holder runs");
        Expect.Equal(EnqueueOutcome.SameKey, whileWaiting[0].Outcome, "the outcome while the holder waits");
    }

    private static async Task Same_key_twice_in_one_call_stores_the_first(StoreHarness h)
    {
        var first = h.Draft(s => s with { Key = "k" });
        var results = await h.EnqueueAsync(first, h.Draft(s => s with { Key = "k" }));
        Expect.Sequence(
            [new EnqueueResult(first.Id, EnqueueOutcome.Created), new EnqueueResult(first.Id, EnqueueOutcome.SameKey)],
            results, "the answers");
    }

    private static async Task Key_belongs_to_its_queue(StoreHarness h)
    {
        await h.AddAsync(s => s with { Key = "k", Queue = "a" });
        await h.AddAsync(s => s with { Key = "k", Queue = "b" });
        Expect.Equal(2, (await h.ListAsync()).Count, "the number of jobs with one key in two queues");
    }

    private static async Task Known_id_wins_over_a_taken_key(StoreHarness h)
    {
        var known = h.Draft(s => s with { Key = "mine" });
        await h.AddAsync(known);
        await h.AddAsync(s => s with { Key = "theirs" });
        var again = await h.EnqueueAsync(known with { Spec = known.Spec with { Key = "theirs" } });
        Expect.Equal(new EnqueueResult(known.Id, EnqueueOutcome.SameId), again[0], "the answer");
    }
}
