using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class BroadcastVerbTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    [Fact]
    public async Task A_broadcast_is_waited_for_listed_and_shown_with_the_result_of_the_node()
    {
        var run = await server.CallAsync("broadcast", "add", "12", "45", "--wait", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var document = JsonDocument.Parse(run.Output);
        var copy = Assert.Single(document.RootElement.GetProperty("copies").EnumerateArray());
        Assert.Equal(("succeeded", "57"), (
            copy.GetProperty("state").GetString(), copy.GetProperty("result").GetString()));
        var id = document.RootElement.GetProperty("id").GetString()!;
        Assert.Contains(id, (await server.CallAsync("broadcast", "list")).Output);
        var shown = await server.CallAsync("broadcast", "get", id);
        Assert.Contains("57", shown.Output);
        Assert.Contains(copy.GetProperty("node").GetString()!, shown.Output);
    }

    [Fact]
    public async Task A_part_that_fails_makes_exit_code_1()
    {
        var run = await server.CallAsync("broadcast", "add", "x", "--wait");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 of 1 parts of broadcast", run.Error);
    }

    [Fact]
    public async Task A_shard_finds_its_number_in_its_environment()
    {
        var run = await server.CallAsync("broadcast", "hello", "--shards", "--wait", "--json");
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(0, Assert.Single(
            document.RootElement.GetProperty("copies").EnumerateArray()).GetProperty("shard").GetInt32());
    }

    [Fact]
    public async Task Nobody_to_reach_is_told_and_a_name_is_asked_for()
    {
        var nobody = await server.CallAsync("broadcast", "add", "--tag", "nowhere");
        Assert.NotEqual(0, nobody.ExitCode);
        Assert.Contains("with the tag 'nowhere'", nobody.Error);
        var nameless = await server.CallAsync("broadcast");
        Assert.Equal(2, nameless.ExitCode);
        Assert.Contains("NAME is missing", nameless.Error);
        Assert.Equal(2, (await server.CallAsync("broadcast", "add", "--until", "2099-01-01T00:00:00Z", "--for", "1h")).ExitCode);
    }

    [Fact]
    public async Task An_open_broadcast_is_published_with_its_id_alone_on_standard_output()
    {
        var run = await server.CallAsync("broadcast", "add", "1", "2", "--for", "1h", "--name", "sum");
        Assert.Equal(0, run.ExitCode);
        Assert.True(Guid.TryParse(run.Output, out _), run.Output);
        Assert.Contains("running", (await server.CallAsync("broadcast", "list", "--state", "running")).Output);
    }

    [Fact]
    public async Task A_job_is_pinned_to_a_node_by_verb()
    {
        var run = await server.CallAsync("run", "add", "1", "2", "--node", "far");
        var id = run.Output;
        Assert.Contains("node 'far' is not live", run.Error);
        Assert.Contains("pinned to node 'far'", (await server.CallAsync("job", "why", id)).Output);
        var moved = await server.CallAsync("job", "pin", "--node", "far");
        Assert.Equal((0, "1 pinned"), (moved.ExitCode, moved.Output));
        Assert.Equal((0, "3"), await ResultAsync(id));
    }

    private async Task<(int ExitCode, string Output)> ResultAsync(string id)
    {
        var run = await server.CallAsync("job", "wait", id);
        return (run.ExitCode, run.Output);
    }
}
