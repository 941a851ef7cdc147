using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

internal sealed partial class SettleLoop
{
    [LoggerMessage(1010, LogLevel.Information,
        "The report on {Token} was refused: the job has been handed out again or is gone.")]
    private static partial void StaleAttempt(ILogger logger, AttemptToken token);

    [LoggerMessage(1011, LogLevel.Error, "The reports on {Count} attempts could not be stored; their jobs will run again. {Reason}")]
    private static partial void SettleFailed(ILogger logger, int count, string reason);

    [LoggerMessage(1012, LogLevel.Warning, "Reports could not be stored {Times} times in a row; trying again. {Reason}")]
    private static partial void SettleDelayed(ILogger logger, int times, string reason);
}
