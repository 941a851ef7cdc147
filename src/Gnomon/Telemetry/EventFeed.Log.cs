using Microsoft.Extensions.Logging;

namespace Gnomon.Telemetry;

internal sealed partial class EventFeed
{
    [LoggerMessage(1300, LogLevel.Warning, "Listener {Listener} failed at an event of kind {Kind}.")]
    private static partial void ListenerFailed(
        ILogger logger, string listener, GnomonEventKind kind, Exception error);

    [LoggerMessage(1301, LogLevel.Warning, "{Count} events were not told, for the listeners are too slow.")]
    private static partial void EventsDropped(ILogger logger, long count);

    [LoggerMessage(1302, LogLevel.Warning, "Telling the end of {Ended} failed. {Reason}")]
    private static partial void LookUpFailed(ILogger logger, string ended, string reason);

    [LoggerMessage(1303, LogLevel.Warning, "The listeners did not end in time; {Count} events were not told.")]
    private static partial void ListenersLate(ILogger logger, int count);
}
