using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>A process of the fleet, seen from the one that starts and kills it.</summary>
internal sealed class FleetProcess : IDisposable
{
    private const int Term = 15;

    private readonly Process _process;
    private readonly Task<string?> _first;

    public FleetProcess(string store, string directory, string name, FleetRole role, TimeSpan ahead)
    {
        (Name, Role, Ahead) = (name, role, ahead);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(FleetProcess).Assembly.Location);
        string[] args = ["fleet-node", "--store", store, directory, name, role.ToString(), FleetHistory.Text(ahead.Ticks)];
        foreach (var arg in args) start.ArgumentList.Add(arg);
        _process = Process.Start(start)!;
        _first = _process.StandardOutput.ReadLineAsync();
    }

    public string Name { get; }

    public FleetRole Role { get; }

    /// <summary>How far its clock is wrong.</summary>
    public TimeSpan Ahead { get; }

    /// <summary>When it was killed, by the elapsed time that all processes share; null when it was not.</summary>
    public long? KilledAt { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Whether it has said that it works. Before that it cannot be asked to end.</summary>
    public bool IsReady => _first is { IsCompletedSuccessfully: true, Result: FleetNode.Ready };

    /// <summary>Waits until it says that it works.</summary>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        var line = await _first.WaitAsync(cancellation);
        if (line != FleetNode.Ready) throw new InvalidOperationException($"Process {Name} said '{line}'.");
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellation);
        // Once it is gone: what it wrote is before this.
        KilledAt = TimeProvider.System.GetTimestamp();
    }

    /// <summary>Asks it to end.</summary>
    public void Ask()
    {
        if (!_process.HasExited && SendSignal(_process.Id, Term) != 0)
            throw new InvalidOperationException($"Process {Name} was not reached.");
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>What was wrong with it, or null.</returns>
    public async Task<string?> EndedAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode == 0 ? null : $"{Name} was asked to end, and ended with {_process.ExitCode}";
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
