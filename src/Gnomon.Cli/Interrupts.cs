using System.Runtime.InteropServices;

namespace Gnomon.Cli;

/// <summary>Turns the first signal to stop into a wish to stop, the second into a hurry, and a third into the end of
/// the process. A hurry that takes too long ends it too.</summary>
internal sealed class Interrupts : IDisposable
{
    /// <summary>After this the process ends, whatever is still being ended: enough to kill executables and to store that
    /// their jobs are handed back.</summary>
    private static readonly TimeSpan LongestHurry = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly TimeProvider _time;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Interrupts(TimeProvider time)
    {
        _time = time;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, OnSignal),
        ];
    }

    /// <summary>Fires at the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Fires at the second signal.</summary>
    public CancellationToken Hurry => _hurry.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
        _hurry.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        switch (Interlocked.Increment(ref _signals))
        {
            case 1:
                // What is told to stop may take its time, and the second signal must be heard meanwhile.
                _ = _stop.CancelAsync();
                break;
            case 2:
                _ = _hurry.CancelAsync();
                _ = EndAfterAsync(LongestHurry);
                break;
            default:
                Environment.Exit(ExitCodes.Interrupted);
                break;
        }
    }

    private async Task EndAfterAsync(TimeSpan wait)
    {
        await Task.Delay(wait, _time).ConfigureAwait(false);
        Environment.Exit(ExitCodes.Interrupted);
    }
}
