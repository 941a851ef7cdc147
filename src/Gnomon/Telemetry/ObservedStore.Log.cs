using Microsoft.Extensions.Logging;

namespace Gnomon.Telemetry;

internal sealed partial class ObservedStore
{
    [LoggerMessage(1120, LogLevel.Warning, "Schedule {Schedule} is {Reason}")]
    private static partial void SchedulePaused(ILogger logger, string schedule, string reason);
}
