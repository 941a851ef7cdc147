using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

internal sealed partial class SealRefresh
{
    [LoggerMessage(1213, LogLevel.Information, "The arguments of schedule {Schedule} are encrypted with the newest key.")]
    private static partial void ScheduleSealed(ILogger logger, string schedule);

    [LoggerMessage(1214, LogLevel.Warning,
        "The arguments of schedule {Schedule} stay as they are stored: {Reason}. The next start tries again.")]
    private static partial void ScheduleNotSealed(ILogger logger, string schedule, string reason);
}
