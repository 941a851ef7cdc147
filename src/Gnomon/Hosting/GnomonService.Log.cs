using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

internal sealed partial class GnomonService
{
    [LoggerMessage(1200, LogLevel.Information, "The {Engine} store is open. {Acknowledged} {LossWindow}")]
    private static partial void StoreOpened(ILogger logger, string engine, string acknowledged, string lossWindow);

    [LoggerMessage(1220, LogLevel.Warning,
        "Jobs wait that cannot run: {Count} of handler {Handler} in queue {Queue}: {Reason}.")]
    private static partial void JobsUnserved(ILogger logger, long count, string handler, string queue, string reason);

    [LoggerMessage(1221, LogLevel.Warning,
        "Node {Node} could not ask for broadcasts that are open; the leader adds it to them. {Reason}")]
    private static partial void LateJoinFailed(ILogger logger, string node, string reason);
}
