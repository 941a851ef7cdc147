using System.Diagnostics;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Crashes;

/// <summary>A run of the benchmark program, whose exit code says whether all holds.</summary>
internal static class BenchmarkRun
{
    /// <summary>Runs a verb in a folder of its own.</summary>
    /// <returns>Its exit code, and what it reports.</returns>
    public static async Task<(int Code, string Report)> RunAsync(params string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("gnomon-crash-");
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
            string[] all =
            [
                Path.Combine(AppContext.BaseDirectory, "Gnomon.Benchmarks.dll"), .. args, "--dir",
                Path.Combine(folder.FullName, "run"), "--json",
            ];
            foreach (var arg in all) start.ArgumentList.Add(arg);
            using var process = Process.Start(start)!;
            try
            {
                var report = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                return (process.ExitCode, report);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
