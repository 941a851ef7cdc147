using Microsoft.Extensions.Logging;

namespace Gnomon.Cli.Serving;

internal sealed partial class ScheduleFileWatch
{
    [LoggerMessage(5000, LogLevel.Information,
        "Set {Set} of schedules in version {Version} comes from {File}: {Outcome}.")]
    private static partial void Applied(ILogger logger, string set, long version, string file, string outcome);

    [LoggerMessage(5001, LogLevel.Error, "The schedules of a changed file are refused, and the former ones stay: {Reason}")]
    private static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(5002, LogLevel.Warning, "{File} is gone; the schedules that it held stay.")]
    private static partial void Gone(ILogger logger, string file);

    [LoggerMessage(5003, LogLevel.Warning, "{File} cannot be read: {Reason} The schedules that it held stay.")]
    private static partial void Unreadable(ILogger logger, string file, string reason);

    [LoggerMessage(5004, LogLevel.Warning, "{File} could not be stored and will be tried again: {Reason}")]
    private static partial void Delayed(ILogger logger, string file, string reason);

    [LoggerMessage(5005, LogLevel.Information, "{File} is looked at every {Seconds} s only: {Reason}")]
    private static partial void NotNotified(ILogger logger, string file, double seconds, string reason);
}
