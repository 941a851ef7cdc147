using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class DemoVerbTests
{
    [Fact]
    public async Task Demo_once_ends_well_and_shows_the_sum()
    {
        var run = await ProgramRun.OfAsync(
            "demo", "--once", "--listen", $"http://127.0.0.1:{ServerProcess.FreePort()}");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("add 12 45  succeeded  1/1  57", run.Output);
        Assert.Contains("by the schedule", run.Output);
        Assert.Contains("every sample job ended as it should", run.Output);
    }
}
