using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

internal sealed partial class RenewLoop
{
    [LoggerMessage(1020, LogLevel.Warning, "Renewing leases failed; trying again.")]
    private static partial void RenewFailed(ILogger logger, Exception error);
}
