using System.Diagnostics;
using System.Globalization;
using Gnomon.Executables;
using Gnomon.Jobs;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Executables;

public sealed class ProcessTreeTests : IDisposable
{
    // A guard against hanging for ever, never a measurement.
    private const int Hang = 60_000;

    private readonly ScratchTasks _tasks = new();

    public void Dispose() => _tasks.Dispose();

    [Fact(Timeout = Hang)]
    public async Task Row_K_4c_8_stopping_ends_children_and_a_grandchild_with_a_session_of_its_own()
    {
        var safety = TestContext.Current.CancellationToken;
        using var pipe = await SignalPipe.MakeAsync(_tasks.Root, safety);
        _tasks.Script("spawn", """
            exec 9>"$1"
            ( setsid sh -c 'echo "$PPID" >&9; sh -c "echo deep >&9; sleep 1000; :"' </dev/null >/dev/null 2>&1 & )
            sleep 1000 &
            echo shallow >&9
            wait
            """);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(safety);
        var job = ScratchTasks.Job("spawn", $"[\"{pipe.File}\"]", stop.Token);
        var run = _tasks.RunAsync(job);
        for (var i = 0; i < 3; i++) Assert.NotNull(await pipe.NextAsync(safety));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal("", await pipe.RestAsync(safety));
        Assert.Contains(_tasks.Log.Lines, line => line.StartsWith("Ended ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_is_stopped_before_it_starts_runs_nothing()
    {
        _tasks.Script("mark", $": > {_tasks.Root}/ran");
        var job = ScratchTasks.Job("mark", "", new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _tasks.RunAsync(job));
        Assert.False(File.Exists(Path.Combine(_tasks.Root, "ran")));
    }

    [Fact(Timeout = Hang)]
    public async Task A_process_that_holds_the_output_after_the_end_is_ended_and_the_result_stands()
    {
        var safety = TestContext.Current.CancellationToken;
        using var pipe = await SignalPipe.MakeAsync(_tasks.Root, safety);
        _tasks.Script("hold", """
            exec 9>"$1"
            sleep 1000 &
            echo done
            """);
        var options = new ExecutableOptions { OutputGrace = TimeSpan.FromMilliseconds(20) };
        Assert.Equal("\"done\"", await _tasks.RunAsync("hold", $"[\"{pipe.File}\"]", options));
        Assert.Equal("", await pipe.RestAsync(safety));
    }

    [Fact(Timeout = Hang)]
    public async Task A_process_left_behind_by_a_failed_attempt_is_ended()
    {
        var safety = TestContext.Current.CancellationToken;
        using var pipe = await SignalPipe.MakeAsync(_tasks.Root, safety);
        _tasks.Script("leave", """
            exec 9>"$1"
            sleep 1000 </dev/null >/dev/null 2>&1 &
            exit 4
            """);
        var failure = await _tasks.FailAsync("leave", $"[\"{pipe.File}\"]");
        Assert.Equal("exit code 4", failure.Message);
        Assert.Equal("", await pipe.RestAsync(safety));
    }

    [Fact(Timeout = Hang)]
    public async Task After_success_a_process_that_let_go_of_the_output_lives_on()
    {
        var safety = TestContext.Current.CancellationToken;
        _tasks.Script("serve", """
            sleep 1000 </dev/null >/dev/null 2>&1 &
            echo $!
            """);
        var result = await _tasks.RunAsync("serve");
        using var service = Process.GetProcessById(int.Parse(result.Trim('"'), CultureInfo.InvariantCulture));
        Assert.False(service.HasExited);
        service.Kill();
        await service.WaitForExitAsync(safety);
    }

    [Fact(Timeout = Hang)]
    public async Task What_earlier_attempts_left_is_ended_before_the_next_one_starts()
    {
        var safety = TestContext.Current.CancellationToken;
        var id = JobId.New(TimeProvider.System);
        using var earlier = Orphan(id, 1, null);
        using var same = Orphan(id, 2, null);
        using var otherJob = Orphan(JobId.New(TimeProvider.System), 1, null);
        using var otherScope = Orphan(id, 1, "another store");
        _tasks.Script("again", "echo ran");
        var job = ScratchTasks.Job(id, "again", "", safety, attempt: 2);

        Assert.Equal("\"ran\"", await _tasks.RunAsync(job));
        await earlier.WaitForExitAsync(safety);
        Assert.Contains("ended 1 process(es) that an earlier attempt left behind", job.TakeReports().Lines);
        foreach (var process in new[] { same, otherJob, otherScope })
        {
            Assert.False(process.HasExited);
            process.Kill();
            await process.WaitForExitAsync(safety);
        }
    }

    [Fact(Timeout = Hang)]
    public async Task A_first_attempt_looks_for_no_leftovers()
    {
        var safety = TestContext.Current.CancellationToken;
        var id = JobId.New(TimeProvider.System);
        using var stranger = Orphan(id, 0, null);
        _tasks.Script("first", "echo ran");
        Assert.Equal("\"ran\"", await _tasks.RunAsync(ScratchTasks.Job(id, "first", "", safety, attempt: 1)));
        Assert.False(stranger.HasExited);
        stranger.Kill();
        await stranger.WaitForExitAsync(safety);
    }

    private static Process Orphan(JobId job, int attempt, string? scope)
    {
        var start = new ProcessStartInfo("sleep", ["1000"]);
        start.Environment["GNOMON_JOB_ID"] = job.ToString();
        start.Environment["GNOMON_ATTEMPT"] = attempt.ToString(CultureInfo.InvariantCulture);
        if (scope is not null) start.Environment["GNOMON_SCOPE"] = scope;
        return Process.Start(start)!;
    }
}
