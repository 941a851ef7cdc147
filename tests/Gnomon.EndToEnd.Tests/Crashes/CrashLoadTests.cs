using Xunit;

namespace Gnomon.EndToEnd.Tests.Crashes;

/// <summary>The short form of <c>Gnomon.Benchmarks crash</c>, which kills a process with 16 producers and 8 slots at
/// random moments. The full dose is in docs/performance.md.</summary>
public class CrashLoadTests
{
    [Fact]
    public async Task Killed_process_loses_nothing_that_it_acknowledged()
    {
        var seed = Random.Shared.Next();
        var (code, report) = await BenchmarkRun.RunAsync("crash", "--rounds", "5", "--life", "0.4", "--seed", $"{seed}");
        Assert.True(code == 0, $"seed {seed}: {report}");
    }
}
