using System.Diagnostics;
using System.Globalization;

namespace Gnomon.Benchmarks;

/// <summary>Kills a loaded process again and again and checks what it leaves: every acknowledged job runs to its end,
/// no job runs that nobody enqueued, and no attempt number is handed out twice.</summary>
internal sealed class Crash(string directory, int rounds, int seed, TimeSpan longestLife)
{
    private readonly Random _random = new(seed);

    public async Task<CrashReport> RunAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        for (var round = 0; round < rounds; round++)
        {
            using var child = Start(round, drain: false);
            await ReadyAsync(child, cancellation);
            await Task.Delay(longestLife * _random.NextDouble(), TimeProvider.System, cancellation);
            child.Kill(entireProcessTree: false);
            await child.WaitForExitAsync(cancellation);
        }

        using var last = Start(rounds, drain: true);
        await last.WaitForExitAsync(cancellation);
        if (last.ExitCode != 0) throw new InvalidOperationException($"the draining process ended with {last.ExitCode}");
        return CrashHistory.Check(directory, rounds, seed);
    }

    private Process Start(int round, bool drain)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Crash).Assembly.Location);
        start.ArgumentList.Add(drain ? "crash-drain" : "crash-load");
        start.ArgumentList.Add(directory);
        start.ArgumentList.Add(round.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)!;
    }

    /// <summary>The child says so when its store is open and its producers run: a kill before that proves little.
    /// </summary>
    private static async Task ReadyAsync(Process child, CancellationToken cancellation)
    {
        var line = await child.StandardOutput.ReadLineAsync(cancellation);
        if (line != CrashLoad.Ready) throw new InvalidOperationException($"the loaded process said '{line}'");
    }
}
