using System.Text.Json;
using Gnomon.Api;

namespace Gnomon.Cli.Demo;

/// <summary>One job of the demo and how it should end.</summary>
/// <param name="Draft">What is submitted.</param>
/// <param name="State">The state it should end in.</param>
/// <param name="Attempt">The attempt it should end on.</param>
/// <param name="Result">The result it should have; null for any.</param>
internal sealed record DemoJob(JobDraftDocument Draft, string State, int Attempt, string? Result)
{
    private const string Succeeded = "succeeded";
    private const string Tag = "demo";

    /// <summary>The jobs of the demo.</summary>
    /// <param name="pythonPresent">Whether this machine has python3; without it one job has to end dead.</param>
    public static IReadOnlyList<DemoJob> All(bool pythonPresent) =>
    [
        Of("add", ["12", "45"], "57"),
        pythonPresent
            ? Of("add-py", ["12", "45"], "57")
            : Of("add-py", ["12", "45"], null) with { State = "dead" },
        Of("flaky", [], null, draft => draft with { Retry = new RetryDocument { Delays = ["1s", "2s"] } })
            with { Attempt = 3 },
        Of("sleepy", ["3"], "slept 3 s"),
        Of("hello", ["later"], "hello later", draft => draft with { Delay = "2s" }),
        Of("add", ["1", "2"], "3", draft => draft with { Priority = 9 }),
    ];

    /// <summary>What differs between how the job ended and how it should; null when nothing does.</summary>
    public string? Difference(JobDocument job)
    {
        if (job.State != State) return $"is {job.State}, not {State}{(job.Error is null ? "" : $": {job.Error}")}";
        if (job.Attempt != Attempt) return $"ended on attempt {job.Attempt}, not {Attempt}";
        var result = job.Result is { ValueKind: JsonValueKind.String } text ? text.GetString()!.Trim() : null;
        return Result is null || result == Result ? null : $"has the result '{result}', not '{Result}'";
    }

    private static DemoJob Of(
        string handler, string[] args, string? result, Func<JobDraftDocument, JobDraftDocument>? change = null)
    {
        var draft = new JobDraftDocument
        {
            Handler = handler,
            Args = JsonSerializer.SerializeToElement(args, CliJson.Default.StringArray),
            Tags = [Tag],
        };
        return new DemoJob(change?.Invoke(draft) ?? draft, Succeeded, 1, result);
    }
}
