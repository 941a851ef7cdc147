using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

internal static partial class JobCulture
{
    [LoggerMessage(1030, LogLevel.Debug,
        "This process does not have the culture '{Culture}' that a job of handler {Handler} was enqueued in; it runs "
        + "in the process's own.")]
    private static partial void UnknownCulture(ILogger logger, string culture, string handler);
}
