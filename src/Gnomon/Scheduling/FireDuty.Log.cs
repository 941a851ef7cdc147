using Microsoft.Extensions.Logging;

namespace Gnomon.Scheduling;

internal sealed partial class FireDuty
{
    [LoggerMessage(1110, LogLevel.Error, "The ticks of schedule {Schedule} could not be worked out.")]
    private static partial void PlanFailed(ILogger logger, string schedule, Exception error);
}
