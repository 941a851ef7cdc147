using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What a draft does whose key is taken.</summary>
internal static class DuplicateCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("keys", Rejected_duplicate_names_the_holder_and_stores_nothing_of_the_call),
        Case("keys", Duplicate_within_its_own_call_is_rejected),
        WideKeyCase("keys", Of_two_holders_in_its_own_call_a_rejected_duplicate_names_the_one_that_holds_longest),
        Case("keys", Rejected_call_replaces_nothing),
        Case("keys", Call_that_is_repeated_by_its_ids_is_not_rejected),
        Case("keys", Waiting_holder_takes_arguments_version_and_headers_of_a_replacing_duplicate),
        Case("keys", Replaced_arguments_are_what_is_handed_out),
        Case("keys", Holder_that_was_handed_out_once_is_not_replaced),
        Case("keys", Ended_holder_is_not_replaced),
        Case("keys", Replacing_duplicate_without_a_holder_is_stored),
        Case("keys", Debounced_job_runs_once_after_the_last_of_a_burst),
        Case("keys", Debounced_job_can_come_due_earlier_and_at_once),
        Case("keys", Ready_job_is_put_off_by_a_debounce),
        Case("keys", Debounced_job_keeps_its_deadline),
        RestartCase("keys", Replaced_arguments_and_due_times_survive),
    ];

    private static JobDraft Keyed(StoreHarness h, DuplicateAction action, string args = "null", double delay = 0)
    {
        var draft = h.Draft(s => s with
        {
            Key = "k", Unique = new UniqueRule { OnDuplicate = action }, Args = Encoding.UTF8.GetBytes(args),
        });
        return delay == 0 ? draft : draft with { Delay = TimeSpan.FromSeconds(delay) };
    }

    private static async Task ExpectAsync(StoreHarness h, EnqueueOutcome outcome, JobId job, JobDraft draft) =>
        Expect.Equal(new EnqueueResult(job, outcome), (await h.EnqueueAsync(draft))[0], "the answer");

    private static async Task ExpectArgsAsync(StoreHarness h, string expected, JobId id) =>
        Expect.Equal(expected, Encoding.UTF8.GetString((await h.JobAsync(id)).Spec.Args.Span), "the arguments");

    private static async Task Rejected_duplicate_names_the_holder_and_stores_nothing_of_the_call(StoreHarness h)
    {
        var holder = await h.AddAsync(Keyed(h, DuplicateAction.Return));
        var (first, last) = (h.Draft(), h.Draft());
        var results = await h.EnqueueAsync(first, Keyed(h, DuplicateAction.Reject), last);
        Expect.Sequence(
            [
                new EnqueueResult(first.Id, EnqueueOutcome.Withheld),
                new EnqueueResult(holder, EnqueueOutcome.Rejected),
                new EnqueueResult(last.Id, EnqueueOutcome.Withheld),
            ],
            results, "the answers");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of stored jobs");
        Expect.Equal(holder, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Duplicate_within_its_own_call_is_rejected(StoreHarness h)
    {
        var first = Keyed(h, DuplicateAction.Reject);
        var results = await h.EnqueueAsync(first, Keyed(h, DuplicateAction.Reject));
        Expect.Sequence(
            [
                new EnqueueResult(first.Id, EnqueueOutcome.Withheld),
                new EnqueueResult(first.Id, EnqueueOutcome.Rejected),
            ],
            results, "the answers");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of stored jobs");
        await h.AddAsync(first);
    }

    private static async Task
        Of_two_holders_in_its_own_call_a_rejected_duplicate_names_the_one_that_holds_longest(StoreHarness h)
    {
        var endless = h.Draft(s => s with { Key = "k", Queue = "a" });
        var timed = h.Draft(s => s with
        {
            Key = "k", Queue = "b", Unique = new UniqueRule { Period = TimeSpan.FromSeconds(30) },
        });
        var last = h.Draft(s => s with
        {
            Key = "k", Unique = new UniqueRule { Scope = KeyScope.Global, OnDuplicate = DuplicateAction.Reject },
        });
        foreach (var call in new[] { new[] { endless, timed, last }, [timed, endless, last] })
            Expect.Equal(
                new EnqueueResult(endless.Id, EnqueueOutcome.Rejected), (await h.EnqueueAsync(call))[2],
                "the answer to the rejected draft");
        await h.EnqueueAsync(endless, timed);
        Expect.Equal(
            new EnqueueResult(endless.Id, EnqueueOutcome.Rejected), (await h.EnqueueAsync(last))[0],
            "the answer in a call of its own");
    }

    private static async Task Rejected_call_replaces_nothing(StoreHarness h)
    {
        var holder = await h.AddAsync(Keyed(h, DuplicateAction.Return, "1"));
        var results = await h.EnqueueAsync(
            Keyed(h, DuplicateAction.Debounce, "2", 60), Keyed(h, DuplicateAction.Reject, "3"));
        Expect.Sequence(
            [EnqueueOutcome.Withheld, EnqueueOutcome.Rejected], results.Select(r => r.Outcome), "the outcomes");
        await ExpectArgsAsync(h, "1", holder);
        await h.ExpectStateAsync(JobState.Ready, holder);
    }

    private static async Task Call_that_is_repeated_by_its_ids_is_not_rejected(StoreHarness h)
    {
        var draft = Keyed(h, DuplicateAction.Reject);
        await h.AddAsync(draft);
        await ExpectAsync(h, EnqueueOutcome.SameId, draft.Id, draft);
    }

    private static async Task Waiting_holder_takes_arguments_version_and_headers_of_a_replacing_duplicate(
        StoreHarness h)
    {
        foreach (var delay in new[] { 0.0, 60 })
        {
            var first = Keyed(h, DuplicateAction.Replace, "1", delay);
            first = first with { Spec = first.Spec with { Key = $"k{delay}", Priority = 7, Tags = ["t"] } };
            await h.AddAsync(first);
            var before = await h.JobAsync(first.Id);
            var second = first with
            {
                Id = JobId.New(h.Time),
                Delay = null,
                Spec = first.Spec with
                {
                    Args = Encoding.UTF8.GetBytes("2"),
                    ArgsVersion = 3,
                    Headers = new Dictionary<string, string> { ["trace"] = "abc" },
                    Priority = 1,
                    Tags = ["u"],
                },
            };
            await ExpectAsync(h, EnqueueOutcome.Replaced, first.Id, second);
            var job = await h.JobAsync(first.Id);
            await ExpectArgsAsync(h, "2", first.Id);
            Expect.Equal((3, "abc"), (job.Spec.ArgsVersion, job.Spec.Headers["trace"]), "version and header");
            Expect.Equal((byte)7, job.Spec.Priority, "the priority, which stays");
            Expect.Sequence(["t"], job.Spec.Tags, "the tags, which stay");
            Expect.Equal((before.State, before.RunAt), (job.State, job.RunAt), "state and due time, which stay");
            Expect.Absent(await h.Query.GetJobAsync(second.Id, h.Cancellation), "second job");
        }
    }

    private static async Task Replaced_arguments_are_what_is_handed_out(StoreHarness h)
    {
        var first = await h.AddAsync(Keyed(h, DuplicateAction.Replace, "1"));
        await h.EnqueueAsync(Keyed(h, DuplicateAction.Replace, "2"), Keyed(h, DuplicateAction.Replace, "3"));
        var claimed = await h.ClaimOneAsync();
        Expect.Equal(first, claimed.Token.Job, "the claimed job");
        Expect.Equal("3", Encoding.UTF8.GetString(claimed.Spec.Args.Span), "the arguments");
    }

    private static async Task Holder_that_was_handed_out_once_is_not_replaced(StoreHarness h)
    {
        foreach (var action in new[] { DuplicateAction.Replace, DuplicateAction.Debounce })
        {
            var id = await h.AddAsync(Keyed(h, action, "1"));
            var token = (await h.ClaimOneAsync()).Token;
            await ExpectAsync(h, EnqueueOutcome.SameKey, id, Keyed(h, action, "2"));
            await h.SettleAsync(token, SettlementKind.Retry, 10);
            await ExpectAsync(h, EnqueueOutcome.SameKey, id, Keyed(h, action, "2", 60));
            await ExpectArgsAsync(h, "1", id);
            Expect.Equal(h.Now.AddSeconds(10), (await h.JobAsync(id)).RunAt, "the due time, which stays");
            await h.ControlAsync(ControlAction.Cancel, id);
        }
    }

    private static async Task Ended_holder_is_not_replaced(StoreHarness h)
    {
        var draft = Keyed(h, DuplicateAction.Return, "1");
        draft = draft with { Spec = draft.Spec with { Unique = new UniqueRule { Hold = KeyHold.UntilRemoved } } };
        await h.AddAsync(draft);
        await h.ControlAsync(ControlAction.Cancel, draft.Id);
        await ExpectAsync(h, EnqueueOutcome.SameKey, draft.Id, Keyed(h, DuplicateAction.Debounce, "2", 60));
        await ExpectArgsAsync(h, "1", draft.Id);
        await h.ExpectStateAsync(JobState.Cancelled, draft.Id);
    }

    private static async Task Replacing_duplicate_without_a_holder_is_stored(StoreHarness h)
    {
        foreach (var action in Enum.GetValues<DuplicateAction>())
        {
            var draft = Keyed(h, action);
            await ExpectAsync(h, EnqueueOutcome.Created, draft.Id, draft);
            await h.ControlAsync(ControlAction.Cancel, draft.Id);
        }
    }

    private static async Task Debounced_job_runs_once_after_the_last_of_a_burst(StoreHarness h)
    {
        var first = await h.AddAsync(Keyed(h, DuplicateAction.Debounce, "0", 10));
        for (var i = 1; i <= 5; i++)
        {
            h.Advance(9);
            await ExpectAsync(h, EnqueueOutcome.Replaced, first, Keyed(h, DuplicateAction.Debounce, $"{i}", 10));
            Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed within the burst");
        }

        Expect.Equal(h.Now.AddSeconds(10), (await h.JobAsync(first)).RunAt, "the due time");
        h.Advance(10);
        var claimed = await h.ClaimOneAsync();
        Expect.Equal("5", Encoding.UTF8.GetString(claimed.Spec.Args.Span), "the arguments");
    }

    private static async Task Debounced_job_can_come_due_earlier_and_at_once(StoreHarness h)
    {
        var id = await h.AddAsync(Keyed(h, DuplicateAction.Debounce, "1", 60));
        await ExpectAsync(h, EnqueueOutcome.Replaced, id, Keyed(h, DuplicateAction.Debounce, "2", 5));
        Expect.Equal(h.Now.AddSeconds(5), (await h.JobAsync(id)).RunAt, "the earlier due time");
        await ExpectAsync(h, EnqueueOutcome.Replaced, id, Keyed(h, DuplicateAction.Debounce, "3"));
        await h.ExpectStateAsync(JobState.Ready, id);
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Ready_job_is_put_off_by_a_debounce(StoreHarness h)
    {
        var id = await h.AddAsync(Keyed(h, DuplicateAction.Debounce, "1"));
        var other = await h.AddAsync();
        await ExpectAsync(h, EnqueueOutcome.Replaced, id, Keyed(h, DuplicateAction.Debounce, "2", 30));
        await h.ExpectStateAsync(JobState.Scheduled, id);
        Expect.Equal(other, (await h.ClaimOneAsync()).Token.Job, "the job that is ready");
        h.Advance(30);
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the job that came due");
    }

    private static async Task Debounced_job_keeps_its_deadline(StoreHarness h)
    {
        var first = Keyed(h, DuplicateAction.Debounce, "1", 10);
        await h.AddAsync(first with { Spec = first.Spec with { Deadline = h.Now.AddSeconds(20) } });
        await ExpectAsync(h, EnqueueOutcome.Replaced, first.Id, Keyed(h, DuplicateAction.Debounce, "2", 30));
        h.Advance(21);
        await h.SweepAsync();
        await h.ExpectStateAsync(JobState.Expired, first.Id);
    }

    private static async Task Replaced_arguments_and_due_times_survive(StoreHarness h)
    {
        var replaced = await h.AddAsync(Keyed(h, DuplicateAction.Replace, "1"));
        await h.EnqueueAsync(Keyed(h, DuplicateAction.Replace, "2"));
        var debounced = await h.AddAsync(Other("3", 60));
        await h.EnqueueAsync(Other("4", 30));
        await h.RestartAsync();
        await ExpectArgsAsync(h, "2", replaced);
        await ExpectArgsAsync(h, "4", debounced);
        Expect.Equal(h.Now.AddSeconds(30), (await h.JobAsync(debounced)).RunAt, "the due time");
        await ExpectAsync(h, EnqueueOutcome.Replaced, replaced, Keyed(h, DuplicateAction.Replace, "5"));
        await ExpectAsync(h, EnqueueOutcome.Replaced, debounced, Other("6", 5));
        Expect.Equal("5", Encoding.UTF8.GetString((await h.ClaimOneAsync()).Spec.Args.Span), "the arguments");
        h.Advance(5);
        Expect.Equal("6", Encoding.UTF8.GetString((await h.ClaimOneAsync()).Spec.Args.Span), "the arguments");

        JobDraft Other(string args, double delay)
        {
            var draft = Keyed(h, DuplicateAction.Debounce, args, delay);
            return draft with { Spec = draft.Spec with { Key = "other" } };
        }
    }
}
