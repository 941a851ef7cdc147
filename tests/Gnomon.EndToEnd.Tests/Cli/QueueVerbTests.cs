using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class QueueVerbTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    [Fact]
    public async Task Limit_sets_all_limits_and_clear_takes_them_away()
    {
        var set = await server.CallAsync(
            "queue", "limit", "mail", "--concurrency", "8", "--per-key", "2", "--rate", "100/m:20", "--per-key-rate",
            "5/10s", "--strict-order", "--json");
        Assert.Equal((0, ""), (set.ExitCode, set.Error));
        Assert.Equal(
            """{"concurrency":8,"perKeyConcurrency":2,"rate":{"count":100,"per":"1m","burst":20,"kind":"bucket"},"perKeyRate":"""
            + """{"count":5,"per":"10s","kind":"bucket"},"strictOrder":true}""",
            JsonElement.Parse(set.Output).GetProperty("limits").GetRawText());
        var shown = await server.CallAsync("queue", "list");
        Assert.Contains(
            "8 at once, 2 of a key at once, 100/m:20, 5/10s of a key, strict order by key", shown.Output,
            StringComparison.Ordinal);

        var window = await server.CallAsync("queue", "limit", "mail", "--rate", "10/s", "--window", "--json");
        Assert.Equal(
            """{"rate":{"count":10,"per":"1s","kind":"window"}}""",
            JsonElement.Parse(window.Output).GetProperty("limits").GetRawText());
        var cleared = await server.CallAsync("queue", "limit", "mail", "--clear", "--json");
        Assert.False(JsonElement.Parse(cleared.Output).TryGetProperty("limits", out _));
    }

    [Fact]
    public async Task Why_says_what_a_job_waits_for()
    {
        var submitted = await server.CallAsync("run", "nobody", "--queue", "elsewhere", "--json");
        var id = JsonElement.Parse(submitted.Output).GetProperty("id").GetString()!;
        var why = await server.CallAsync("job", "why", id);
        Assert.Equal(0, why.ExitCode);
        Assert.Equal(
            $"{id} ready: No live node takes jobs from queue 'elsewhere': start a worker that does.", why.Output.Trim());
        var json = await server.CallAsync("job", "why", id, "--json");
        Assert.Equal("noNode", JsonElement.Parse(json.Output).GetProperty("reason").GetString());
        Assert.Equal(4, (await server.CallAsync("job", "why", "0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69")).ExitCode);
    }
}
