using Gnomon.Jobs;
using Microsoft.Extensions.Logging;

namespace Gnomon.Executables;

/// <summary>Event ids 3020 to 3039.</summary>
internal sealed partial class ExecutableRunner
{
    [LoggerMessage(3020, LogLevel.Warning,
        "Ended {Count} process(es) that an earlier attempt of job {Job} left behind, before attempt {Attempt}")]
    private partial void LogEarlierAttemptEnded(int count, JobId job, int attempt);

    [LoggerMessage(3021, LogLevel.Information,
        "Ended {Count} process(es) left over from job {Job}, attempt {Attempt}")]
    private partial void LogLeftoversEnded(int count, JobId job, int attempt);

    [LoggerMessage(3022, LogLevel.Warning,
        "Not every process of job {Job}, attempt {Attempt} could be ended at once: {Problem}")]
    private partial void LogKillIncomplete(JobId job, int attempt, string problem);

    [LoggerMessage(3023, LogLevel.Error,
        "Process {Pid} of job {Job}, attempt {Attempt} does not end although it was killed")]
    private partial void LogStuck(int pid, JobId job, int attempt);
}
