using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class WatchVerbTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stats_show_counts_by_day_and_handler_and_what_no_live_node_can_run()
    {
        Assert.Equal(0, (await server.CallAsync("run", "hello", "world", "--wait")).ExitCode);
        await server.CallAsync("run", "nobody", "--queue", "elsewhere");
        var json = await server.CallAsync("stats", "--days", "1", "--json");
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        var stats = JsonElement.Parse(json.Output);
        var day = Assert.Single(stats.GetProperty("days").EnumerateArray());
        var handlers = day.GetProperty("handlers").EnumerateArray().ToList();
        Assert.Equal(
            handlers.Sum(one => one.GetProperty("accepted").GetInt64()), day.GetProperty("accepted").GetInt64());
        Assert.Contains(
            """{"handler":"hello","accepted":1,"done":1,"failed":0,"retried":0}""",
            handlers.Select(one => one.GetRawText()));
        Assert.Equal(
            """[{"queue":"elsewhere","handler":"nobody","argsVersion":0,"waiting":1,"reason":"noHandler","text":"""
            + "\"no live node has handler 'nobody'\"}]",
            stats.GetProperty("unserved").GetRawText());
        var queue = stats.GetProperty("queues").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "elsewhere");
        Assert.True(queue.GetProperty("readySeconds").GetDouble() >= 0);
        var shown = (await server.CallAsync("stats")).Output.Split('\n');
        Assert.Contains(shown, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is
            ["hello", "0", "0", "1", "1", "0", "0"]);
        Assert.Contains(shown, line => line.EndsWith("no live node has handler 'nobody'", StringComparison.Ordinal));
        Assert.Equal(2, (await server.CallAsync("stats", "--days", "32")).ExitCode);
    }

    [Fact]
    public async Task Events_are_printed_as_they_happen_until_somebody_ends_it()
    {
        using var events = ProgramRun.Start("events", "--json", "--kind", "jobSucceeded", "--server", server.Url);
        try
        {
            var line = events.StandardOutput.ReadLineAsync(Cancellation).AsTask();
            // Nothing is told of what happened before it followed.
            while (!line.IsCompleted) await server.CallAsync("run", "add", "1", "2", "--wait");
            var told = JsonElement.Parse((await line)!);
            Assert.Equal("jobSucceeded", told.GetProperty("kind").GetString());
            Assert.Equal("add", told.GetProperty("handler").GetString());
        }
        finally
        {
            events.Kill();
            await events.WaitForExitAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Events_of_a_store_that_is_opened_for_it_are_refused()
    {
        var refused = await ProgramRun.OfAsync("events", "--store", "local:");
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(
            "gnomon: --store: nothing happens in a store that is opened here; name a server instead",
            refused.OneLine());
    }
}
