using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class RunVerbTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    [Fact]
    public async Task Wait_prints_the_result_alone()
    {
        var run = await server.CallAsync("run", "add", "12", "45", "--wait");
        Assert.Equal((0, "57", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Wait_before_arguments_does_not_take_them_for_a_duration()
    {
        var run = await server.CallAsync("run", "--wait", "add", "-5", "3");
        Assert.Equal((0, "-2"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Arguments_after_two_dashes_are_passed_on_as_they_are()
    {
        var run = await server.CallAsync("run", "hello", "--wait", "--", "--name=@file");
        Assert.Equal((0, "hello --name=@file"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_job_that_fails_makes_exit_code_1_and_says_why()
    {
        var run = await server.CallAsync("run", "add", "x", "--wait");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'x' is not an integer", run.OneLine());
    }

    [Fact]
    public async Task Json_prints_one_document_and_nothing_else()
    {
        var run = await server.CallAsync("run", "add", "1", "2", "--wait", "--json");
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal("3", document.RootElement.GetProperty("result").GetString());
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Retries_follow_the_list_of_waits()
    {
        var run = await server.CallAsync("run", "flaky", "--retry", "1ms,2ms", "--wait");
        Assert.Equal((0, "succeeded on attempt 3"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_time_in_the_past_runs_at_once_and_says_so()
    {
        var run = await server.CallAsync("run", "hello", "--at", "2020-01-01T00:00:00Z", "--wait");
        Assert.Equal((0, "hello world"), (run.ExitCode, run.Output));
        Assert.Contains("is in the past; the job runs at once", run.Error);
    }

    [Fact]
    public async Task An_unknown_handler_is_accepted_with_a_warning()
    {
        var run = await server.CallAsync("run", "nobody-has-this");
        Assert.Equal(0, run.ExitCode);
        Assert.True(Guid.TryParse(run.Output, out _));
        Assert.Contains("no live node has a handler named 'nobody-has-this'", run.Error);
    }

    [Fact]
    public async Task A_store_in_use_names_the_server_to_ask()
    {
        var run = await ProgramRun.OfAsync("stats", "--store", $"local:{server.Store}");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains(server.Url, run.OneLine());
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line()
    {
        var run = await ProgramRun.OfAsync("server", "--store", "local:", "--listen", server.Url);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("is in use", run.OneLine());
    }

    [Fact]
    public async Task A_schedule_is_put_shown_and_removed()
    {
        var put = await server.CallAsync(
            "schedule", "put", "nightly", "--cron", "0 2 * * *", "add", "1", "2", "--json");
        using var schedule = JsonDocument.Parse(put.Output);
        Assert.Equal("0 2 * * *", schedule.RootElement.GetProperty("trigger").GetProperty("cron").GetString());
        Assert.Contains("nightly", (await server.CallAsync("schedule", "list")).Output);
        Assert.Equal(0, (await server.CallAsync("schedule", "remove", "nightly")).ExitCode);
        Assert.Equal(4, (await server.CallAsync("schedule", "get", "nightly")).ExitCode);
    }

    [Fact]
    public async Task A_schedule_with_a_bound_of_runs_ends_by_itself()
    {
        var put = await server.CallAsync(
            "schedule", "put", "twice", "--every", "100ms", "--jitter", "40ms", "--max-runs", "2", "--start",
            "2026-01-01T00:00:00Z", "--end", "2999-01-01T00:00:00+01:00", "hello", "--json");
        Assert.Equal((0, ""), (put.ExitCode, put.Error));
        using var schedule = JsonDocument.Parse(put.Output);
        Assert.Equal("40ms", schedule.RootElement.GetProperty("jitter").GetString());
        Assert.Equal("2026-01-01T00:00:00Z", schedule.RootElement.GetProperty("start").GetString());
        Assert.Equal("2998-12-31T23:00:00Z", schedule.RootElement.GetProperty("end").GetString());

        string shown;
        do shown = (await server.CallAsync("schedule", "get", "twice")).Output;
        while (!shown.Contains("2 of 2", StringComparison.Ordinal));
        Assert.Contains("40ms", shown);
        var ticks = await server.CallAsync("schedule", "ticks", "twice", "--json");
        using var listed = JsonDocument.Parse(ticks.Output);
        Assert.Equal(2, listed.RootElement.GetProperty("items").GetArrayLength());
        var refused = await server.CallAsync("schedule", "put", "none", "--every", "1s", "--max-runs", "0", "hello");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--max-runs: '0' is not allowed; allowed are whole numbers from 1", refused.OneLine());
    }

    [Fact]
    public async Task Several_jobs_answer_an_array_and_the_worst_exit_code()
    {
        var id = (await server.CallAsync("run", "hello", "--in", "1h")).Output;
        var unknown = Guid.NewGuid().ToString();
        var cancel = await server.CallAsync("job", "cancel", id, unknown, "--json");
        using var answers = JsonDocument.Parse(cancel.Output);
        Assert.Equal("cancelled", Assert.Single(answers.RootElement.EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal((4, $"gnomon: There is no job {unknown}."), (cancel.ExitCode, cancel.Error));
    }
}
