using System.Diagnostics;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Samples;

/// <summary>Runs the single-file programs of <c>samples/</c> as a reader would.</summary>
public sealed class SampleProgramTests
{
    [Fact]
    public async Task Hello_prints_the_results_and_ends_by_itself()
    {
        var run = await RunAsync("samples/hello.cs", TestContext.Current.CancellationToken);

        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}\n{run.Output}\n{run.Errors}");
        Assert.Equal(["sum: 57", "hello Ada", "the schedule has ticked"], run.Output.Trim().ReplaceLineEndings("\n").Split('\n'));
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string file, CancellationToken cancellation)
    {
        // Release, as the other projects were built for a whole test run, so that only the file itself is compiled.
        var start = new ProcessStartInfo("dotnet", ["run", "-c", "Release", file])
        {
            WorkingDirectory = SourceTree.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // No build server may outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
