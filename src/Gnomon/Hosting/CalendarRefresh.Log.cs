using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

internal sealed partial class CalendarRefresh
{
    [LoggerMessage(1210, LogLevel.Information, "Schedule {Schedule} has the dates its calendars have now: {Trigger}")]
    private static partial void CalendarRenewed(ILogger logger, string schedule, string trigger);

    [LoggerMessage(1211, LogLevel.Warning,
        "Schedule {Schedule} keeps the dates it has: with those of its calendars now, its trigger would be {Length} "
        + "characters long, and at most {MaxLength} are allowed.")]
    private static partial void CalendarTooLong(ILogger logger, string schedule, int length, int maxLength);

    [LoggerMessage(1212, LogLevel.Warning,
        "Schedule {Schedule} keeps the dates it has: {Reason}. The next start tries again.")]
    private static partial void CalendarNotRenewed(ILogger logger, string schedule, string reason);
}
