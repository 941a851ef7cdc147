using Microsoft.Extensions.Logging;

namespace Gnomon.Local;

public sealed partial class LocalStore
{
    [LoggerMessage(2010, LogLevel.Information,
        "The journal in {Directory} ended in {Bytes} bytes of an unfinished write, which were never acknowledged. They are cut off.")]
    private static partial void TornTail(ILogger logger, string directory, long bytes);

    [LoggerMessage(2011, LogLevel.Warning, "Salvaging left out a damaged part: {Part}")]
    private static partial void LeftOut(ILogger logger, string part);
}
