using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What users put in comes out as it was: all kinds of text, and the largest of it.</summary>
internal static class ContentCases
{
    /// <summary>What engines quote, split at, or take for the end of a text.</summary>
    private const string Odd = "a 'b' \"c\" \\ {d} [e] %f $1 ; -- :g|h,i\t\u00e9\u4e16\U0001F600 KEYS[1] null";

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("content", Text_of_any_kind_comes_back_as_it_was),
        Case("content", Names_that_differ_in_case_alone_are_different),
        Case("content", Arguments_and_results_are_bytes_and_not_text),
        RestartCase("content", Largest_arguments_and_result_survive),
        RestartCase("content", Text_of_any_kind_survives),
    ];

    private static async Task Text_of_any_kind_comes_back_as_it_was(StoreHarness h) =>
        await ExpectTextAsync(h, await StoreTextAsync(h));

    private static async Task Text_of_any_kind_survives(StoreHarness h)
    {
        var id = await StoreTextAsync(h);
        await h.RestartAsync();
        await ExpectTextAsync(h, id);
    }

    private static async Task<JobId> StoreTextAsync(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with
        {
            Key = Odd, LimitKey = Odd, Tags = [Odd, "plain"],
            Headers = new Dictionary<string, string> { ["odd"] = Odd },
        });
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { ProgressText = Odd, LogLines = [Odd, "", " "] });
        Expect.Equal(Odd, (await h.JobAsync(token.Job)).ProgressText, "the text of the progress");
        await h.SettleAsync(new Settlement(token, SettlementKind.Retry)
        {
            Error = $"{Odd}\n   at A.B()\r\n   at C.D()", Wait = TimeSpan.FromHours(1),
        });
        return token.Job;
    }

    private static async Task ExpectTextAsync(StoreHarness h, JobId id)
    {
        var job = await h.JobAsync(id);
        Expect.Equal(
            (Odd, Odd, Odd), (job.Spec.Key, job.Spec.LimitKey, job.Spec.Headers["odd"]), "key, limit key and header");
        Expect.Sequence([Odd, "plain"], job.Spec.Tags, "the tags");
        Expect.Equal($"{Odd}\n   at A.B()\r\n   at C.D()", job.Error, "the error");
        Expect.Equal(job.Error, job.Attempts[0].Error, "the error of the attempt");
        Expect.Sequence(
            [Odd, "", " "], Expect.Present(await h.Query.GetLogsAsync(id, h.Cancellation), "the log"), "the log");
        Expect.Equal(1, (await h.ListAsync(new JobFilter { Tag = Odd })).Count, "the number of jobs with the tag");
        var duplicate = (await h.EnqueueAsync(h.Draft(s => s with { Key = Odd })))[0];
        Expect.Equal(new EnqueueResult(id, EnqueueOutcome.SameKey), duplicate, "the answer to a duplicate");
    }

    private static async Task Names_that_differ_in_case_alone_are_different(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        await h.AddAsync(s => s with { Key = "k", LimitKey = "k" });
        await h.AddAsync(s => s with { Key = "K", LimitKey = "K" });
        var other = await h.AddAsync(s => s with { Queue = "Default", Key = "k" });
        Expect.Equal(2, (await h.ClaimAsync()).Count, "the number of jobs claimed with two limit keys");
        Expect.Equal(other, (await h.ClaimOneAsync("Default")).Token.Job, "the job of the other queue");
    }

    private static async Task Arguments_and_results_are_bytes_and_not_text(StoreHarness h)
    {
        // Not what a number reads back as, nor how a serialiser would write it.
        var args = Encoding.UTF8.GetBytes("{ \"n\" : 1.0e+2, \"big\":12345678901234567890.10 , \"e\" : \"\\u00e9\" }");
        var token = await h.StartAsync(s => s with { Args = args });
        await h.SettleAsync(new Settlement(token, SettlementKind.Succeeded) { Result = args });
        var job = await h.JobAsync(token.Job);
        Expect.That(job.Spec.Args.Span.SequenceEqual(args), "the arguments to be, byte for byte, what was sent");
        Expect.That(job.Result.Span.SequenceEqual(args), "the result to be, byte for byte, what was reported");
    }

    private static async Task Largest_arguments_and_result_survive(StoreHarness h)
    {
        var args = Encoding.UTF8.GetBytes($"\"{new string('a', JobLimits.MaxArgsBytes - 2)}\"");
        var result = Encoding.UTF8.GetBytes($"\"{new string('r', JobLimits.MaxResultBytes - 2)}\"");
        var token = await h.StartAsync(s => s with { Args = args });
        await h.SettleAsync(new Settlement(token, SettlementKind.Succeeded) { Result = result });
        await h.RestartAsync();
        var job = await h.JobAsync(token.Job);
        Expect.That(job.Spec.Args.Span.SequenceEqual(args), "the largest arguments to be what was sent");
        Expect.That(job.Result.Span.SequenceEqual(result), "the largest result to be what was reported");
    }
}
