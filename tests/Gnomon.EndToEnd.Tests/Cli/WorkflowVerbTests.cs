using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

/// <summary>Workflow files, run by the program with the sample tasks.</summary>
public sealed class WorkflowVerbTests(ServerProcess server) : IClassFixture<ServerProcess>, IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"gnomon-{Guid.NewGuid():N}.yaml");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_file_runs_to_its_end_and_its_results_go_from_step_to_step()
    {
        var run = await RunAsync(
            """
            name: sums
            steps:
              first:  { handler: add, args: ["1", "2"] }
              second: { handler: add, args: ["10"], after: first, results: true }
              more:   { group: { handler: add, parallel: 2, each: [["1"], ["2"], ["3"]] }, after: second }
              total:
                handler: add
                after: more
                results: true          # those of the members, one by one
              undo:   { handler: hello, after: {more: failed} }
            """,
            "--wait", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        using var workflow = JsonDocument.Parse(run.Output);
        var (root, jobs) = (workflow.RootElement, workflow.RootElement.GetProperty("jobs"));
        Assert.Equal(("sums", "succeeded"), (root.GetProperty("name").GetString(), root.GetProperty("state").GetString()));
        Assert.Equal((7, 1), (jobs.GetProperty("succeeded").GetInt32(), jobs.GetProperty("cancelled").GetInt32()));
        Assert.Equal("13", await ResultAsync(root, "second"));
        Assert.Equal("6", await ResultAsync(root, "total"));
    }

    [Fact]
    public async Task A_workflow_that_fails_ends_the_program_with_1_and_the_step_at_fault()
    {
        var run = await RunAsync("steps: { a: { handler: add, args: [x] }, b: { handler: add, after: a } }", "--wait");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(" failed: step 'a' is dead: exit code 2: add: 'x' is not an integer", run.Error);
        Assert.Contains("it waited for the success of step 'a', which ended dead", run.Output);
    }

    [Fact]
    public async Task A_workflow_is_looked_at_and_changed_by_its_id()
    {
        var id = (await RunAsync("steps: { ok: { signal: yes }, b: { handler: hello, after: ok, results: true } }")).Output;
        Assert.Contains("signal yes", (await CallAsync("get", id)).Output);
        Assert.Contains("0% of 2", (await CallAsync("list", "--state", "running")).Output);
        Assert.StartsWith("flowchart LR", (await CallAsync("picture", id)).Output, StringComparison.Ordinal);
        var steps = (await CallAsync("steps", id)).Output;
        Assert.True(steps.IndexOf("\nok ", StringComparison.Ordinal) < steps.IndexOf("\nb ", StringComparison.Ordinal), steps);
        var jobs = (await server.CallAsync("job", "list", "--workflow", id, "--state", "blocked")).Output.Split('\n');
        Assert.Equal(3, jobs.Length);
        Assert.Equal($"{id} cancelled", (await CallAsync("cancel", id)).Output);
        Assert.Equal(2, (await CallAsync("signal", id, "yes")).ExitCode);
        Assert.Equal(1, (await CallAsync("wait", id)).ExitCode);
        Assert.Equal($"{id} running", (await CallAsync("retry", id)).Output);
        Assert.Equal($"{id} running", (await CallAsync("signal", id, "yes", "\"you\"")).Output);
        Assert.Equal(0, (await CallAsync("wait", id, "--for", "60s")).ExitCode);
        using var shown = JsonDocument.Parse((await CallAsync("get", id, "--json")).Output);
        Assert.Equal("hello you", await ResultAsync(shown.RootElement, "b"));
        Assert.Equal($"{id} running", (await CallAsync("restart", id)).Output);
        await CallAsync("cancel", id);
        Assert.Equal($"{id} removed", (await CallAsync("delete", id)).Output);
        Assert.Equal(4, (await CallAsync("get", id)).ExitCode);
        Assert.Equal(2, (await CallAsync("signal", id, "yes", "{not json")).ExitCode);
    }

    [Theory]
    [InlineData("line 3, column 8", "steps.b.handlr is not known here; allowed are", "steps:\n  a: { handler: add }\n  b: { handlr: add }")]
    [InlineData("line 2", "steps.b.after: names 'x', and no step beside it has this name; there are a", "steps:\n  b: { handler: add, after: x }\n  a: { handler: add }")]
    [InlineData("line 2", "steps.a: does nothing; give it one of handler, group and workflow", "steps:\n  a: { after: b }")]
    [InlineData("line 1", "'a' is given twice", "steps: { a: { handler: add }, a: { handler: add } }")]
    [InlineData("line 1", "steps.a.after: waits for itself in a circle: a after b after a", "steps: { a: { handler: h, after: b }, b: { handler: h, after: a } }")]
    public async Task A_file_that_cannot_be_is_told_with_its_line_in_exit_code_2(string place, string told, string text)
    {
        var run = await RunAsync(text);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(place, run.OneLine());
        Assert.Contains(told, run.OneLine());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told()
    {
        File.Delete(_file);
        var run = await CallAsync("run", _file);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Could not find file", run.OneLine());
    }

    private async Task<ProgramRun> RunAsync(string text, params string[] more)
    {
        await File.WriteAllTextAsync(_file, text, TestContext.Current.CancellationToken);
        return await CallAsync(["run", _file, .. more]);
    }

    private Task<ProgramRun> CallAsync(params string[] args) => server.CallAsync(["workflow", .. args]);

    private async Task<string?> ResultAsync(JsonElement workflow, string step)
    {
        var job = workflow.GetProperty("steps").GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("step").GetString() == step).GetProperty("job").GetString()!;
        using var document = JsonDocument.Parse((await server.CallAsync("job", "get", job, "--json")).Output);
        return document.RootElement.GetProperty("result").GetString();
    }
}
