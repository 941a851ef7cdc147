using Gnomon.Store;

namespace Gnomon.EndToEnd.Tests.Http;

/// <summary>Passes everything on and tells when somebody begins to listen.</summary>
internal sealed class WatchedWake(IWakeSignal inner) : IWakeSignal
{
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Listening => _listening.Task;

    public ValueTask SignalAsync(WakeHint hint, CancellationToken cancellation) =>
        inner.SignalAsync(hint, cancellation);

    public IDisposable Listen(Action<WakeHint> onHint)
    {
        var registration = inner.Listen(onHint);
        _listening.TrySetResult();
        return registration;
    }
}
