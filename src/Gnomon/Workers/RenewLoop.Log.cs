using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

internal sealed partial class RenewLoop
{
    [LoggerMessage(1020, LogLevel.Warning, "Renewing leases failed {Times} times in a row; trying again. {Reason}")]
    private static partial void RenewFailed(ILogger logger, int times, string reason);
}
