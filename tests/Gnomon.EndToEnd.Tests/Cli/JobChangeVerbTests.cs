using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class JobChangeVerbTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    [Fact]
    public async Task Jobs_named_by_id_are_changed_one_by_one()
    {
        var id = (await server.CallAsync("run", "hello", "--in", "1h", "--queue", "ids")).Output;
        Assert.Equal($"{id} scheduled", (await server.CallAsync("job", "priority", id, "--to", "9")).Output);
        Assert.Equal($"{id} ready", (await server.CallAsync("job", "run", id)).Output);
        Assert.Equal($"{id} cancelled", (await server.CallAsync("job", "cancel", id)).Output);
        Assert.Equal($"{id} ready", (await server.CallAsync("job", "retry", id)).Output);
        await server.CallAsync("job", "cancel", id);
        Assert.Equal($"{id} removed", (await server.CallAsync("job", "delete", id)).Output);
        Assert.Equal(4, (await server.CallAsync("job", "priority", id, "--to", "1")).ExitCode);
    }

    [Fact]
    public async Task Jobs_of_a_filter_are_changed_and_counted()
    {
        for (var i = 0; i < 3; i++) await server.CallAsync("run", "hello", "--in", "1h", "--tag", "bulk");
        Assert.Equal("3 changed", (await server.CallAsync("job", "priority", "--to", "1", "--tag", "bulk")).Output);
        Assert.Equal(
            "3 cancelled",
            (await server.CallAsync("job", "cancel", "--tag", "bulk", "--state", "scheduled")).Output);
        var json = await server.CallAsync("job", "delete", "--tag", "bulk", "--json");
        using var counts = JsonDocument.Parse(json.Output);
        Assert.Equal(3, counts.RootElement.GetProperty("done").GetInt32());
        Assert.Equal("0 deleted", (await server.CallAsync("job", "delete", "--tag", "bulk")).Output);
    }

    [Fact]
    public async Task Unique_rules_are_options_of_run()
    {
        string[] call =
        [
            "run", "hello", "--in", "1h", "--key", "k", "--unique-scope", "global", "--unique-hold", "untilStarted",
            "--unique-period", "2h", "--on-duplicate", "debounce", "--limit-key", "tenant",
        ];
        var id = (await server.CallAsync(call)).Output;
        var again = await server.CallAsync(call);
        Assert.Equal((0, id), (again.ExitCode, again.Output));
        Assert.Contains($"job {id} holds the key and takes these arguments", again.Error);
        using var job = JsonDocument.Parse((await server.CallAsync("job", "get", id, "--json")).Output);
        Assert.Equal(
            """{"scope":"global","hold":"untilStarted","period":"2h","onDuplicate":"debounce"}""",
            job.RootElement.GetProperty("unique").GetRawText());
        Assert.Equal("tenant", job.RootElement.GetProperty("limitKey").GetString());
        var refused = await server.CallAsync("run", "hello", "--key", "k", "--on-duplicate", "reject");
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains($"Job {id} holds the key 'k'", refused.OneLine());
    }
}
