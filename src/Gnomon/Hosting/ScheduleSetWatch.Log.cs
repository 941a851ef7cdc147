using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

internal sealed partial class ScheduleSetWatch
{
    [LoggerMessage(1230, LogLevel.Information,
        "Set {Set} of schedules is stored in version {Version}: {Added} added, {Changed} changed, {Removed} removed, "
        + "{Unchanged} unchanged.")]
    private static partial void SetStored(
        ILogger logger, string set, long version, int added, int changed, int removed, int unchanged);

    [LoggerMessage(1231, LogLevel.Warning,
        "Set {Set} of schedules is stored in version {Stored}, newer than version {Own} of this program: the stored one "
        + "is used.")]
    private static partial void SetIsNewer(ILogger logger, string set, long stored, long own);

    [LoggerMessage(1232, LogLevel.Error, "Set {Set} of schedules in version {Version} is not stored: {Reason}")]
    private static partial void SetRefused(ILogger logger, string set, long version, string reason);

    [LoggerMessage(1233, LogLevel.Information, "Set {Set} of schedules goes by version {Version} now.")]
    private static partial void SetAdopted(ILogger logger, string set, long version);

    [LoggerMessage(1234, LogLevel.Information, "Set {Set} of schedules, last in version {Version}, is removed.")]
    private static partial void SetRemoved(ILogger logger, string set, long version);

    [LoggerMessage(1235, LogLevel.Warning, "The sets of schedules could not be looked at: {Reason}")]
    private static partial void LookFailed(ILogger logger, string reason);
}
