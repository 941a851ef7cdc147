using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Executables;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Workers;

/// <summary>Faults of the systems that Gnomon replaces which lay in their workers, each as the rule that excludes it. A
/// name says which system (M machinery, T taskino, K kingtask) and which numbered weakness of its description; the
/// conformance suite has those of their stores, and the other tests of workers name theirs.</summary>
public sealed class SeedRowTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_M_1h_1_a_worker_with_one_slot_holds_one_long_job_and_leaves_the_rest_to_others()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var meeting = new Meeting();
        bench.Handlers["long"] = meeting.RunAsync;
        var ids = new List<JobId>();
        for (var i = 0; i < 4; i++) ids.Add(await bench.EnqueueAsync("long"));
        await bench.StartAsync(options => options with { Concurrency = 1 });
        await meeting.Came;
        var others = await bench.Parts.Store.ClaimAsync(
            new ClaimRequest("other", [JobLimits.DefaultQueue], 10, TimeSpan.FromMinutes(1)), Cancellation);
        Assert.Equal(ids.Skip(1), others.Jobs.Select(job => job.Token.Job));
        meeting.Leave();
        await bench.EndedAsync(ids[0]);
    }

    [Fact]
    public async Task Row_M_1h_4_no_bad_job_and_no_error_of_the_store_stops_a_worker()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        bench.Handlers["throws"] = _ => throw new InvalidOperationException("bad");
        bench.Handlers["good"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        var left = 3;
        bench.Store.Before = call => call is "settle" or "claim" && Interlocked.Decrement(ref left) >= 0
            ? throw new StoreException(StoreProblem.Inaccessible, "blip")
            : ValueTask.CompletedTask;
        await bench.StartAsync(options => options with { Concurrency = 1 });
        await bench.EnqueueAsync("unknown");
        await bench.EnqueueAsync("throws");
        await bench.EnqueueAsync("good", spec => spec with { Args = Encoding.UTF8.GetBytes("{not json") });
        await bench.EnqueueAsync("good", spec => spec with { Deadline = bench.Time.GetUtcNow().AddDays(-1) });
        var last = await bench.EnqueueAsync("good", spec => spec with { Priority = 0 });
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(last)).State);
    }

    [Fact]
    public async Task Row_M_1h_13_a_job_without_a_handler_is_tried_ever_less_often_and_logs_little()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var id = await bench.EnqueueAsync("ghost");
        await bench.StartAsync();
        var began = bench.Time.GetUtcNow();
        await bench.WhenAsync(id, job => job.Attempt >= 20);
        Assert.True(bench.Time.GetUtcNow() - began > TimeSpan.FromMinutes(3), "twenty tries take minutes");
        Assert.InRange(bench.Log.Lines.Count(line => line.Contains("ghost")), 1, 21);
    }

    [Fact]
    public async Task Row_M_1h_14_an_attempt_that_takes_too_long_is_ended_and_a_dead_job_is_kept()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var meeting = new Meeting();
        bench.Handlers["slow"] = meeting.RunAsync;
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("slow", spec => spec with { Timeout = TimeSpan.FromSeconds(3) });
        var job = await bench.EndedAsync(id);
        Assert.Equal((JobState.Dead, StopReason.TimedOut), (job.State, (await meeting.Came).StopReason));
        Assert.Contains("time limit of 3s", job.Error);
    }

    [Fact]
    public async Task Row_T_3c_8_a_job_may_stop_the_worker_that_runs_it()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var stopped = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        Worker? worker = null;
        bench.Handlers["stop"] = _ =>
        {
            stopped.SetResult(bench.StopAsync(worker!));
            return ValueTask.FromResult(WorkerBench.NoResult);
        };
        worker = await bench.StartAsync(options => options with { ShutdownWait = TimeSpan.FromMinutes(1) });
        var id = await bench.EnqueueAsync("stop");
        await await stopped.Task.WaitAsync(Cancellation);
        Assert.Equal(JobState.Succeeded, (await bench.GetAsync(id)).State);
    }

    [Fact]
    public async Task Row_K_4c_8_a_missing_program_and_one_that_cannot_start_fail_their_jobs_with_a_reason()
    {
        using var tasks = new ScratchTasks();
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        ScratchTasks.Write(Path.Combine(tasks.Folder, "broken"), "#!/no/such/interpreter\n");
        await bench.StartAsync(handlers: tasks.Open(time: bench.Time));
        var missing = await bench.EnqueueAsync("missing");
        var broken = await bench.EndedAsync(await bench.EnqueueAsync("broken"));
        Assert.Equal(JobState.Dead, broken.State);
        Assert.Contains("/no/such/interpreter", broken.Error);
        var parked = await bench.WhenAsync(missing, job => job.State == JobState.Scheduled);
        Assert.Contains("no handler is named 'missing'", parked.Error);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/bin/sh")]
    [InlineData("sub/inside")]
    public async Task Row_K_4c_10_a_name_that_leads_out_of_the_folder_is_not_accepted(string name)
    {
        await using var bench = await WorkerBench.OpenAsync();
        var refused = await Assert.ThrowsAsync<InvalidJobException>(() => bench.EnqueueAsync(name));
        Assert.Equal("handler", refused.Field);
    }

    [Fact]
    public async Task Row_K_4c_10_arguments_with_spaces_and_quotes_reach_a_program_one_by_one()
    {
        using var tasks = new ScratchTasks();
        tasks.Script("count", "printf '%s|' \"$#\" \"$@\"");
        Assert.Equal(
            "\"3|a b|; rm -rf x|it's \\\"q\\\"|\"",
            await tasks.RunAsync("count", """["a b","; rm -rf x","it's \"q\""]"""));
    }

    [Fact]
    public async Task Row_K_4c_11_a_store_that_is_away_is_asked_ever_less_often()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        bench.Store.Before = call => call == "claim"
            ? throw new StoreException(StoreProblem.Inaccessible, "away")
            : ValueTask.CompletedTask;
        await bench.StartAsync();
        await bench.PumpAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(bench.Store.Calls["claim"], 10, 30);
    }
}
