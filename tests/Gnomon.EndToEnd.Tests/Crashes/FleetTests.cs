using Shared.Servers;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Crashes;

/// <summary>The short forms of <c>Gnomon.Benchmarks fleet</c> and <c>handover</c>: processes on one Redis server that are
/// killed, and what the store says of their jobs afterwards. The full doses are in docs/performance.md.</summary>
public class FleetTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Fleet_whose_processes_are_killed_at_random_loses_and_doubles_nothing(int hoursOfSkew)
    {
        await using var server = await RedisServer.StartAsync();
        var seed = Random.Shared.Next();
        var (code, report) = await BenchmarkRun.RunAsync(
            "fleet", "--store", Url(server), "--workers", "3", "--producers", "2", "--schedulers", "2", "--kills", "12",
            "--skew", $"{hoursOfSkew}", "--seed", $"{seed}");
        output.WriteLine(report);
        Assert.True(code == 0, $"seed {seed}: {report}");
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("asked")]
    public async Task Claims_of_a_process_that_ends_are_each_handed_out_once_more(string how)
    {
        await using var server = await RedisServer.StartAsync();
        string[] args = ["handover", "--store", Url(server), "--rounds", "1"];
        var (code, report) = await BenchmarkRun.RunAsync(how == "asked" ? [.. args, "--graceful"] : args);
        output.WriteLine(report);
        Assert.True(code == 0, report);
    }

    private static string Url(RedisServer server) => $"redis://127.0.0.1:{server.Port}?namespace=bench-fleet";
}
