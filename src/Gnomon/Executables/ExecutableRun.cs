using System.ComponentModel;
using System.Diagnostics;

namespace Gnomon.Executables;

/// <summary>A started executable and the readers of its output. Owns the process object.</summary>
internal sealed class ExecutableRun : IAsyncDisposable
{
    /// <summary>How long a killed process may take to go: it can be inside a system call that cannot be broken off.
    /// </summary>
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _reading = new();
    private readonly Task _readers;

    /// <summary>Begins to read.</summary>
    public ExecutableRun(Process process, OutputCapture output, ErrorCapture errors, TimeProvider time)
    {
        _process = process;
        _time = time;
        ProcessId = process.Id;
        _readers = Task.WhenAll(
            output.DrainAsync(process.StandardOutput.BaseStream, _reading.Token),
            errors.DrainAsync(process.StandardError.BaseStream, _reading.Token));
    }

    /// <summary>The number of the executable's own process.</summary>
    public int ProcessId { get; }

    /// <summary>Waits until every process has let go of the output.</summary>
    /// <returns>False when <paramref name="grace"/> passed before that.</returns>
    public async Task<bool> OutputClosesAsync(TimeSpan grace, CancellationToken cancellation)
    {
        try
        {
            await _readers.WaitAsync(grace, _time, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return _readers.IsCompletedSuccessfully;
        }
    }

    /// <summary>Kills the process and those that hang below it.</summary>
    /// <returns>What went wrong, or null.</returns>
    public string? KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            return _process.HasExited ? null : e.Message;
        }
    }

    /// <summary>Waits until the killed process is gone and reaped.</summary>
    /// <returns>False when it does not go.</returns>
    public async Task<bool> ExitsAsync()
    {
        try
        {
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(ExitGrace, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Stops reading and lets the process go.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reading.CancelAsync().ConfigureAwait(false);
        await _readers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
        _reading.Dispose();
    }
}
