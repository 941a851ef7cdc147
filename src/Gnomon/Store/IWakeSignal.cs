namespace Gnomon.Store;

/// <summary>Carries hints between processes. Losing every one of them costs latency and nothing else.</summary>
public interface IWakeSignal
{
    /// <summary>Tells every listener.</summary>
    ValueTask SignalAsync(WakeHint hint, CancellationToken cancellation);

    /// <summary>Calls <paramref name="onHint"/> for every hint until the returned registration is disposed. The
    /// callback must be quick and must not throw.</summary>
    IDisposable Listen(Action<WakeHint> onHint);
}
