using Gnomon.Jobs;
using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

internal sealed partial class Worker
{
    [LoggerMessage(1000, LogLevel.Warning, "Claiming jobs failed {Times} times in a row; trying again. {Reason}")]
    private static partial void ClaimFailed(ILogger logger, int times, string reason);

    [LoggerMessage(1001, LogLevel.Debug, "No handler is named {Handler}; job {Job} is parked.")]
    private static partial void UnknownHandler(ILogger logger, string handler, JobId job);

    [LoggerMessage(1002, LogLevel.Warning,
        "Handler {Handler} of job {Job} did not stop when asked to ({Reason}); going on without it.")]
    private static partial void IgnoredStop(ILogger logger, string handler, JobId job, StopReason reason);

    [LoggerMessage(1003, LogLevel.Warning, "Looking for handler {Handler} failed; its job is parked.")]
    private static partial void SourceFailed(ILogger logger, string handler, Exception error);

    [LoggerMessage(1004, LogLevel.Warning,
        "Disposing the services of a failed attempt of handler {Handler}, job {Job}, failed too.")]
    private static partial void ScopeFailed(ILogger logger, string handler, JobId job, Exception error);
}
