using Xunit;

namespace Gnomon.EndToEnd.Tests.Crashes;

public class KilledServerTests
{
    [Fact]
    public async Task Job_that_kills_its_process_each_time_ends_dead_after_its_attempts()
    {
        await using var server = new KilledServer();
        server.AddTask("poison", "kill -9 $PPID");
        server.AddTask("fine", "echo well");
        await server.StartAsync();
        var poison = await server.SubmitDeadlyAsync("poison", """{"delays":["1s","1s","1s"]}""");
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await server.EndedAsync();
            await server.StartAsync();
        }

        var job = await server.EndOfAsync(poison);
        Assert.Equal(("dead", 4), (job.State, job.Attempt));
        Assert.Equal(["lost", "lost", "lost", "lost"], job.Attempts.Select(attempt => attempt.Outcome));
        Assert.Contains("was lost", job.Error);
        var fine = await server.EndOfAsync(await server.SubmitAsync("""{"handler":"fine"}"""));
        Assert.Equal("succeeded", fine.State);
    }

    [Fact]
    public async Task Job_that_ran_when_the_server_was_killed_runs_again_with_a_higher_attempt()
    {
        await using var server = new KilledServer();
        server.AddTask("twice", "[ \"$GNOMON_ATTEMPT\" -gt 1 ] && echo done && exit; echo started >&2; exec sleep 600");
        await server.StartAsync();
        var id = await server.SubmitAsync("""{"handler":"twice"}""");
        await server.LoggedAsync(id);
        await server.KillAsync();
        await server.StartAsync();

        var job = await server.EndOfAsync(id);
        Assert.Equal(("succeeded", 2), (job.State, job.Attempt));
        Assert.Equal(["lost", "succeeded"], job.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal("done", job.Result!.Value.GetString());
    }

    [Fact]
    public async Task Delayed_job_and_schedule_survive_a_kill()
    {
        await using var server = new KilledServer();
        server.AddTask("fine", "echo well");
        await server.StartAsync();
        var later = await server.SubmitAsync("""{"handler":"fine","delay":"300ms"}""");
        var far = await server.SubmitAsync("""{"handler":"fine","delay":"30d"}""");
        await server.KillAsync();
        await server.StartAsync();

        Assert.Equal("succeeded", (await server.EndOfAsync(later)).State);
        var waiting = await server.Api.GetJobAsync(far, TestContext.Current.CancellationToken);
        Assert.Equal("scheduled", waiting.State);
    }

    [Fact]
    public async Task Handler_that_hangs_is_ended_at_its_time_limit()
    {
        await using var server = new KilledServer();
        server.AddTask("hang", "sleep 600 & wait");
        await server.StartAsync();
        var id = await server.SubmitAsync("""{"handler":"hang","timeout":"200ms"}""");
        var job = await server.EndOfAsync(id);
        Assert.Equal("dead", job.State);
        Assert.Contains("time limit of 200ms", job.Error);
    }

    [Fact]
    public async Task Signal_to_the_whole_group_hands_running_jobs_back_without_a_failure()
    {
        await using var server = new KilledServer();
        server.AddTask("twice", "[ \"$GNOMON_ATTEMPT\" -gt 1 ] && echo done && exit; echo started >&2; exec sleep 600");
        await server.StartAsync();
        var id = await server.SubmitAsync("""{"handler":"twice"}""");
        await server.LoggedAsync(id);
        server.SignalGroup(id);
        await server.EndedAsync();
        await server.StartAsync();

        var job = await server.EndOfAsync(id);
        Assert.Equal(["released", "succeeded"], job.Attempts.Select(attempt => attempt.Outcome));
    }
}
