using Gnomon.Jobs;
using Microsoft.Extensions.Logging;

namespace Gnomon.WebCalls;

/// <summary>Event ids 3040 to 3059.</summary>
internal sealed partial class WebCaller
{
    [LoggerMessage(3040, LogLevel.Warning, "Job {Job}, attempt {Attempt}: a web call is refused: {Reason}")]
    private partial void LogRefused(JobId job, int attempt, string reason);
}
