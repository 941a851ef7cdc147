using Gnomon.Store;

namespace Gnomon.Tests.Workers;

/// <summary>Loses every hint.</summary>
internal sealed class SilentWake : IWakeSignal
{
    public ValueTask SignalAsync(WakeHint hint, CancellationToken cancellation) => ValueTask.CompletedTask;

    public IDisposable Listen(Action<WakeHint> onHint) => new Nobody();

    private sealed class Nobody : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
