using Microsoft.Extensions.Logging;

namespace Gnomon.Scheduling;

internal sealed partial class FireDuty
{
    [LoggerMessage(1110, LogLevel.Error, "The ticks of schedule {Schedule} could not be worked out.")]
    private static partial void PlanFailed(ILogger logger, string schedule, Exception error);

    [LoggerMessage(1111, LogLevel.Error, "Schedule {Schedule} could not be fired; it is tried again.")]
    private static partial void FireFailed(ILogger logger, string schedule, Exception error);
}
