using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

internal sealed partial class GnomonService
{
    [LoggerMessage(1200, LogLevel.Information, "The {Engine} store is open. {Acknowledged} {LossWindow}")]
    private static partial void StoreOpened(ILogger logger, string engine, string acknowledged, string lossWindow);
}
