using Gnomon.Telemetry;

namespace Gnomon.Hosting;

/// <summary>A function as a listener.</summary>
internal sealed class ListenerFunction(Action<GnomonEvent> listen) : IGnomonListener
{
    public ValueTask OnEventAsync(GnomonEvent happened, CancellationToken cancellation)
    {
        listen(happened);
        return default;
    }
}
