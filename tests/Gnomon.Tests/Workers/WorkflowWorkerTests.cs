using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Tests.Executables;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Workers;

/// <summary>What a job of a workflow gets from those that it waited for.</summary>
public sealed class WorkflowWorkerTests
{
    private readonly WorkflowId _flow = WorkflowId.New(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_reads_its_parents_its_signals_and_its_place()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var told = new List<string>();
        bench.Handlers["give"] = job => ValueTask.FromResult<ReadOnlyMemory<byte>>(job.Claim.Spec.Args);
        bench.Handlers["fail"] = _ => throw new JobFailedException("no") { Permanent = true };
        bench.Handlers["take"] = async job =>
        {
            await foreach (var parent in job.GetParentsAsync())
                told.Add($"{parent.Step} {parent.State} {Text(parent.Result)} {parent.Error}");
            foreach (var (name, payload) in await job.GetSignalsAsync()) told.Add($"{name} {Text(payload)}");
            told.Add($"{job.WorkflowId} {job.Step}");
            return WorkerBench.NoResult;
        };
        var (a, b) = (Step("a", "give", "{\"x\":1}"), Step("b", "fail"));
        var take = Step("take", "take", "", place => place with
        {
            Parents = [new JobParent(b.Id, ParentCondition.Ended), new JobParent(a.Id)], Signals = ["go"],
        });
        await StoreAsync(bench, a, b, take);
        await bench.StartAsync();
        var signal = new WorkflowControl(_flow, WorkflowAction.Signal) { Signal = "go", Payload = "[2]"u8.ToArray() };
        await bench.Store.ControlWorkflowAsync(signal, Cancellation);
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(take.Id)).State);
        Assert.Equal(["b Dead  no", "a Succeeded {\"x\":1} ", "go [2]", $"{_flow} take"], told);
    }

    [Fact]
    public async Task Job_outside_of_a_workflow_has_no_parents_and_no_signals()
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["plain"] = async job =>
        {
            Assert.Empty(await job.GetParentsAsync().ToListAsync(Cancellation));
            Assert.Empty(await job.GetSignalsAsync());
            Assert.Null(job.WorkflowId);
            Assert.Null(job.Step);
            return WorkerBench.NoResult;
        };
        await bench.StartAsync();
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(await bench.EnqueueAsync("plain"))).State);
    }

    [Theory]
    [InlineData(true, "[{\"x\":1},null]")]
    [InlineData(false, "")]
    public async Task Join_returns_the_results_of_its_parents_if_it_takes_them(bool takes, string result)
    {
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["give"] = job => ValueTask.FromResult<ReadOnlyMemory<byte>>(job.Claim.Spec.Args);
        bench.Handlers[JoinHandler.Name] = JoinHandler.RunAsync;
        var (a, b) = (Step("a", "give", "{\"x\":1}"), Step("b", "give"));
        var join = Step("join", JoinHandler.Name, "", place => place with
        {
            Parents = [new JobParent(a.Id), new JobParent(b.Id)], TakesResults = takes,
        });
        await StoreAsync(bench, a, b, join);
        await bench.StartAsync();
        var ended = await bench.EndedAsync(join.Id);
        Assert.Equal((JobState.Succeeded, result), (ended.State, Text(ended.Result)));
    }

    [Fact]
    public async Task Join_of_results_that_are_too_large_together_fails_for_good()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var large = Encoding.UTF8.GetBytes($"\"{new string('x', 600_000)}\"");
        bench.Handlers["give"] = _ => ValueTask.FromResult<ReadOnlyMemory<byte>>(large);
        bench.Handlers[JoinHandler.Name] = JoinHandler.RunAsync;
        var (a, b) = (Step("a", "give"), Step("b", "give"));
        var join = Step("join", JoinHandler.Name, "", place => place with
        {
            Parents = [new JobParent(a.Id), new JobParent(b.Id)], TakesResults = true,
        });
        await StoreAsync(bench, a, b, join);
        await bench.StartAsync();
        var ended = await bench.EndedAsync(join.Id);
        Assert.Equal(JobState.Dead, ended.State);
        Assert.Contains("1,048,576 bytes together", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Executable_gets_the_results_of_its_parents_behind_its_arguments()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The executable is a shell script.");
        using var tasks = new ScratchTasks();
        tasks.Script("show", "for a in \"$@\"; do echo \"<$a>\"; done; echo \"$GNOMON_WORKFLOW $GNOMON_STEP\"");
        await using var bench = await WorkerBench.OpenAsync();
        bench.Handlers["give"] = job => ValueTask.FromResult<ReadOnlyMemory<byte>>(job.Claim.Spec.Args);
        var (a, b, c) = (Step("a", "give", "\"one two\""), Step("b", "give", "{\"x\": 1}"), Step("c", "give"));
        var show = Step("in/show", "show", "[\"own\"]", place => place with
        {
            Parents = [new JobParent(a.Id), new JobParent(b.Id), new JobParent(c.Id)], TakesResults = true,
        });
        await StoreAsync(bench, a, b, c, show);
        await bench.StartAsync(handlers: new HandlerSources([bench.Handlers, tasks.Open()]));
        var ended = await bench.EndedAsync(show.Id);
        Assert.Equal(JobState.Succeeded, ended.State);
        var lines = System.Text.Json.JsonSerializer.Deserialize<string>(ended.Result.Span)!;
        Assert.Equal($"<own>\n<one two>\n<{{\"x\": 1}}>\n<>\n{_flow} in/show", lines.TrimEnd());
    }

    [Fact]
    public async Task Executable_whose_parents_returned_too_much_fails_for_good()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The executable is a shell script.");
        using var tasks = new ScratchTasks();
        tasks.Script("show", "echo never");
        await using var bench = await WorkerBench.OpenAsync();
        var large = Encoding.UTF8.GetBytes($"\"{new string('x', JobLimits.MaxArgsBytes)}\"");
        bench.Handlers["give"] = _ => ValueTask.FromResult<ReadOnlyMemory<byte>>(large);
        var a = Step("a", "give");
        var show = Step("show", "show", "[\"own\"]", place => place with
        {
            Parents = [new JobParent(a.Id)], TakesResults = true,
        });
        await StoreAsync(bench, a, show);
        await bench.StartAsync(handlers: new HandlerSources([bench.Handlers, tasks.Open()]));
        var ended = await bench.EndedAsync(show.Id);
        Assert.Equal(JobState.Dead, ended.State);
        Assert.Contains("up to step 'a', take 262,147 bytes; at most 262,144", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminated_job_is_told_to_stop_and_its_report_is_refused()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var (started, stopped) = (Signal(), Signal());
        bench.Handlers["long"] = async job =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, bench.Time, job.Cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopped.SetResult();
            return WorkerBench.NoResult;
        };
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("long");
        await started.Task;
        await bench.Parts.Store.ControlAsync(new ControlRequest(ControlAction.Terminate, [id]), Cancellation);
        await stopped.Task;
        var job = await bench.GetAsync(id);
        Assert.Equal((JobState.Cancelled, "attempt 1 was terminated"), (job.State, job.Error));
    }

    [Fact]
    public async Task Blocked_job_is_explained_in_words()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var first = Enumerable.Range(1, 5).Select(i => Step($"s{i}", "give")).ToList();
        var end = Step("end", "give", "", place => place with { Parents = [.. first.Select(job => new JobParent(job.Id))] });
        var wait = Step("wait", "give", "", place => place with { Signals = ["paid"] });
        var member = Step("member", "give", "", place => place with { Group = "g" });
        var next = Step("next", "give", "", place => place with { Group = "g" });
        await StoreAsync(bench, [.. first, end, wait, member, next]);
        var explainer = new JobExplainer(bench.Parts);
        Assert.Equal(
            [
                "It waits for the end of steps 's1', 's2', 's3' and 2 more of its workflow.",
                "It waits for signal 'paid', which nobody has sent to its workflow.",
                "Group 'g' of its workflow runs 1 of at most 1 members at once.",
            ],
            [await TextAsync(end), await TextAsync(wait), await TextAsync(next)]);

        async Task<string> TextAsync(JobDraft job) => (await explainer.ExplainAsync(job.Id, Cancellation))!.Text;
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    private async Task StoreAsync(WorkerBench bench, params JobDraft[] jobs)
    {
        var draft = new WorkflowDraft(_flow, jobs) { Groups = new Dictionary<string, int> { ["g"] = 1 } };
        var answer = await bench.Store.EnqueueWorkflowAsync(draft, Cancellation);
        Assert.Equal(WorkflowOutcome.Created, answer.Outcome);
    }

    private JobDraft Step(
        string step, string handler, string args = "", Func<WorkflowPlace, WorkflowPlace>? change = null)
    {
        var place = new WorkflowPlace(_flow, step);
        return new JobDraft(JobId.New(TimeProvider.System), new JobSpec
        {
            Handler = handler, Args = Encoding.UTF8.GetBytes(args), Workflow = change?.Invoke(place) ?? place,
        });
    }
}
