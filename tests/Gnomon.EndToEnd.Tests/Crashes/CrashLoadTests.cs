using System.Diagnostics;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Crashes;

/// <summary>The short form of <c>Gnomon.Benchmarks crash</c>, which kills a process with 16 producers and 8 slots at
/// random moments. The full dose is in docs/performance.md.</summary>
public class CrashLoadTests
{
    [Fact]
    public async Task Killed_process_loses_nothing_that_it_acknowledged()
    {
        var folder = Directory.CreateTempSubdirectory("gnomon-crash-");
        var seed = Random.Shared.Next();
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
            string[] args =
            [
                Path.Combine(AppContext.BaseDirectory, "Gnomon.Benchmarks.dll"), "crash", "--dir",
                Path.Combine(folder.FullName, "run"), "--rounds", "5", "--life", "0.4", "--seed", $"{seed}", "--json",
            ];
            foreach (var arg in args) start.ArgumentList.Add(arg);
            using var process = Process.Start(start)!;
            var report = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"seed {seed}: {report}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
