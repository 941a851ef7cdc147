using Microsoft.Extensions.Logging;

namespace Gnomon.Local;

internal sealed partial class StoreOwner
{
    [LoggerMessage(2000, LogLevel.Critical, "A write of the store failed. It acknowledges nothing more.")]
    private static partial void WriteFailed(ILogger logger, Exception error);
}
