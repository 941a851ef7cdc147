using System.Diagnostics;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

/// <summary>One call of the built program, as a process of its own.</summary>
/// <param name="ExitCode">What it answered.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static async Task<ProgramRun> OfAsync(params string[] args)
    {
        using var process = Start(args);
        process.StandardInput.Close();
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new ProgramRun(process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
    }

    public static Process Start(params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("GNOMON_SERVER");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Gnomon.Cli.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    /// <summary>Exactly one line was written about the trouble, and nothing else.</summary>
    public string OneLine()
    {
        Assert.Equal("", Output);
        Assert.StartsWith("gnomon: ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Error);
        return Error;
    }
}
