using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

/// <summary>Schedules whose ticks make workflows and broadcasts, run by the program with the sample tasks.</summary>
public sealed class ScheduleTargetTests(ServerProcess server) : IClassFixture<ServerProcess>, IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"gnomon-{Guid.NewGuid():N}.yaml");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_tick_makes_the_workflow_of_a_file_and_its_job_ends_with_it()
    {
        var put = await PutWorkflowAsync(
            "sums",
            """
            name: sums
            steps:
              first:  { handler: add, args: ["1", "2"] }
              second: { handler: add, args: ["10"], after: first, results: true }
            """,
            "--overlap", "skip", "--tag", "t");
        Assert.True(put.ExitCode == 0, put.Error);
        Assert.Contains("sums: first, second", (await server.CallAsync("schedule", "list")).Output);
        var id = (await server.CallAsync("schedule", "trigger", "sums")).Output;
        var waited = await server.CallAsync("job", "wait", id);
        Assert.Equal((0, "2 steps succeeded"), (waited.ExitCode, waited.Output));
        var workflow = await JsonAsync("workflow", "get", id);
        Assert.Equal(
            ("sums", "succeeded", "sums"), (Text(workflow, "name"), Text(workflow, "state"), Text(workflow, "schedule")));
        var counts = (await JsonAsync("schedule", "get", "sums")).GetProperty("counts");
        Assert.Equal(1, counts.GetProperty("succeeded").GetInt32());
    }

    [Fact]
    public async Task Cancelling_the_job_of_a_tick_cancels_its_workflow_and_a_retry_takes_it_up_again()
    {
        await PutWorkflowAsync(
            "gated",
            """
            steps:
              gate: { signal: go }
              sum:  { handler: add, args: ["1", "2"], after: gate }
            """,
            "--overlap", "skip");
        var id = (await server.CallAsync("schedule", "trigger", "gated")).Output;
        await UntilAsync("workflow", id, "running");
        var beside = await server.CallAsync("schedule", "trigger", "gated");
        Assert.Contains("the job of an earlier tick has not ended", beside.Output + beside.Error);
        Assert.Equal(0, (await server.CallAsync("job", "cancel", id)).ExitCode);
        await UntilAsync("workflow", id, "cancelled");
        Assert.Equal(0, (await server.CallAsync("job", "retry", id)).ExitCode);
        await UntilAsync("workflow", id, "running");
        Assert.Equal(0, (await server.CallAsync("workflow", "signal", id, "go")).ExitCode);
        Assert.Equal((0, "2 steps succeeded"), await WaitAsync(id));
    }

    [Fact]
    public async Task A_fault_in_a_workflow_is_told_with_its_place_in_the_file()
    {
        var put = await PutWorkflowAsync(
            "bad",
            """
            steps:
              first: { handler: add }
              second: { handler: add, after: nobody }
            """);
        Assert.Equal(2, put.ExitCode);
        Assert.Contains($"{_file}, line 3", put.Error);
        Assert.Contains("steps.second.after: names 'nobody'", put.Error);
        Assert.DoesNotContain("workflow.steps", put.Error);
    }

    [Fact]
    public async Task A_tick_broadcasts_to_nodes_of_a_queue_in_shards()
    {
        var put = await JsonAsync(
            "schedule", "put", "shards", "add", "1", "2", "--cron", "0 0 1 1 *", "--target", "broadcast", "--queue",
            "default", "--shards");
        Assert.Equal(("broadcast", "add", true), (
            Text(put, "target"), Text(put, "handler"), put.GetProperty("sharded").GetBoolean()));
        var id = (await server.CallAsync("schedule", "trigger", "shards")).Output;
        Assert.Equal((0, "1 parts succeeded"), await WaitAsync(id));
        var broadcast = await JsonAsync("broadcast", "get", id);
        Assert.Equal(("succeeded", "3"), (
            Text(broadcast, "state"), broadcast.GetProperty("copies")[0].GetProperty("result").GetString()));
    }

    [Fact]
    public async Task Options_of_a_broadcast_are_kept_and_exported_with_workflows_and_applied_again()
    {
        await JsonAsync(
            "schedule", "put", "late", "add", "--cron", "0 0 1 1 *", "--target", "broadcast", "--node-tag", "edge",
            "--open-for", "5m");
        await PutWorkflowAsync("kept", "steps: { a: { group: { handler: add, each: [[\"1\"], null] } } }");
        var exported = await server.CallAsync("schedule", "export", "--format", "json");
        var schedules = JsonElement.Parse(exported.Output).GetProperty("schedules").EnumerateArray().ToList();
        var late = schedules.Single(schedule => Text(schedule, "id") == "late");
        Assert.Equal(
            ("broadcast", "edge", "5m"), (Text(late, "target"), Text(late, "nodeTag"), Text(late, "openFor")));
        var kept = schedules.Single(schedule => Text(schedule, "id") == "kept");
        Assert.Equal(2, kept.GetProperty("workflow").GetProperty("steps").GetProperty("a").GetProperty("group")
            .GetProperty("each").GetArrayLength());
        await File.WriteAllTextAsync(_file, exported.Output, TestContext.Current.CancellationToken);
        var applied = await JsonAsync("schedule", "apply", _file);
        Assert.Contains("kept", applied.GetProperty("unchanged").EnumerateArray().Select(id => id.GetString()));
        Assert.Contains("late", applied.GetProperty("unchanged").EnumerateArray().Select(id => id.GetString()));
    }

    [Fact]
    public async Task A_declared_set_has_workflows_and_names_the_place_of_a_fault()
    {
        const string Set = """
            set: flows
            version: 1
            schedules:
              - id: in-a-set
                trigger: { cron: "0 0 1 1 *" }
                workflow:
                  steps:
                    a: { handler: add, args: ["1", "2"] }
                    b: { handler: add, args: ["1"], after: a, results: true }
            """;
        await File.WriteAllTextAsync(
            _file, Set.Replace("after: a", "after: c", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var refused = await server.CallAsync("schedule", "apply", _file);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"{_file}, line 9", refused.Error);
        await File.WriteAllTextAsync(_file, Set, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await server.CallAsync("schedule", "apply", _file)).ExitCode);
        var id = (await server.CallAsync("schedule", "trigger", "in-a-set")).Output;
        Assert.Equal((0, "2 steps succeeded"), await WaitAsync(id));
    }

    [Theory]
    [InlineData("--node-tag means nothing without --target broadcast", "add", "--node-tag", "edge")]
    [InlineData("--shards means nothing without --target broadcast", "add", "--target", "one", "--shards")]
    [InlineData("instead of NAME", "add", "--workflow", "x.yaml")]
    [InlineData("leave out --target", "--workflow", "x.yaml", "--target", "broadcast")]
    [InlineData("--retry belongs to the steps", "--workflow", "x.yaml", "--retry", "5s")]
    public async Task Options_that_contradict_each_other_are_told(string problem, params string[] args)
    {
        var run = await server.CallAsync(["schedule", "put", "odd", "--every", "1h", .. args]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error);
    }

    private async Task<ProgramRun> PutWorkflowAsync(string id, string file, params string[] args)
    {
        await File.WriteAllTextAsync(_file, file, TestContext.Current.CancellationToken);
        return await server.CallAsync(
            ["schedule", "put", id, "--cron", "0 0 1 1 *", "--workflow", _file, .. args]);
    }

    /// <summary>Looks until a workflow stands so; the run of the tests ends it otherwise.</summary>
    private async Task UntilAsync(string verb, string id, string state)
    {
        while (true)
        {
            var run = await server.CallAsync(verb, "get", id, "--json");
            if (run.ExitCode == 0 && Text(JsonElement.Parse(run.Output), "state") == state) return;
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<(int ExitCode, string Output)> WaitAsync(string id)
    {
        var run = await server.CallAsync("job", "wait", id);
        return (run.ExitCode, run.Output);
    }

    private async Task<JsonElement> JsonAsync(params string[] args)
    {
        var run = await server.CallAsync([.. args, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonElement.Parse(run.Output);
    }

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.GetString() : null;
}
