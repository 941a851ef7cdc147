using Microsoft.Extensions.Logging;

namespace Gnomon.Scheduling;

internal sealed partial class DutyLoop
{
    [LoggerMessage(1100, LogLevel.Warning, "The duty {Duty} failed; it is tried again. {Reason}")]
    private static partial void DutyFailed(ILogger logger, string duty, string reason);
}
