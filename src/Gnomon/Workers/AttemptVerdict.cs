using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Workers;

/// <summary>Decides what the end of a handler means for its job.</summary>
internal static class AttemptVerdict
{
    private static readonly TimeSpan FirstPark = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPark = TimeSpan.FromSeconds(15);

    /// <summary>The handler returned.</summary>
    public static Settlement? OfResult(JobContext job, ReadOnlyMemory<byte> result)
    {
        if (job.StopReason == StopReason.LeaseLost) return null;
        if (result.Length > JobLimits.MaxResultBytes)
            return Failed(
                job, $"the result takes {result.Length:N0} bytes; at most {JobLimits.MaxResultBytes:N0} are allowed");
        return new Settlement(job.Claim.Token, SettlementKind.Succeeded) { Result = result };
    }

    /// <summary>The handler threw.</summary>
    /// <param name="job">The attempt.</param>
    /// <param name="error">What it threw.</param>
    /// <param name="maxSnoozes">How often a handler may put its job off.</param>
    /// <returns>Null when there is nothing to report, because the claim is lost.</returns>
    public static Settlement? OfError(JobContext job, Exception error, int maxSnoozes)
    {
        switch (job.StopReason)
        {
            case StopReason.LeaseLost:
                return null;
            case StopReason.Cancelled:
                return new Settlement(job.Claim.Token, SettlementKind.Cancelled)
                {
                    Error = error is OperationCanceledException ? "cancelled while it ran" : ErrorText.Of(error),
                };
            case StopReason.TimedOut:
                return Failed(job, TimedOut(job));
            case StopReason.ShuttingDown when error is OperationCanceledException:
                return OfShutdown(job);
        }

        return error switch
        {
            CannotRunHereException unfit => OfUnfit(job.Claim, unfit.Message),
            SnoozeException snooze when job.Claim.Snoozes >= maxSnoozes => Failed(
                job,
                $"put off {job.Claim.Snoozes:N0} times, as often as this worker allows: {ErrorText.Of(snooze)}"),
            SnoozeException snooze => new Settlement(job.Claim.Token, SettlementKind.Snoozed)
            {
                Wait = snooze.Wait, Error = ErrorText.Of(snooze),
            },
            JobFailedException { Permanent: true } => new Settlement(job.Claim.Token, SettlementKind.Dead)
            {
                Error = ErrorText.Of(error),
            },
            JobFailedException failure => Failed(job, ErrorText.Of(error), failure.RetryAfter),
            _ => Failed(job, ErrorText.Of(error)),
        };
    }

    /// <summary>The handler went on although it was asked to stop.</summary>
    public static Settlement? OfIgnoredStop(JobContext job) => job.StopReason switch
    {
        StopReason.LeaseLost => null,
        StopReason.Cancelled => new Settlement(job.Claim.Token, SettlementKind.Cancelled)
        {
            Error = "cancelled while it ran; the handler did not stop when asked to",
        },
        StopReason.TimedOut => Failed(job, TimedOut(job) + "; the handler did not stop when asked to"),
        _ => OfShutdown(job),
    };

    /// <summary>This node cannot run the job: it is parked, longer each time, so that it costs little and runs soon
    /// after a node can.</summary>
    public static Settlement OfUnfit(ClaimedJob job, string reason)
    {
        var parked = Math.Clamp(job.Token.Attempt - 1 - job.Spent - job.Snoozes, 0, 10);
        var wait = FirstPark * (1 << parked);
        return new Settlement(job.Token, SettlementKind.Parked)
        {
            Wait = wait < LongestPark ? wait : LongestPark, Error = "parked: " + reason,
        };
    }

    /// <summary>The node shuts down before the handler was called, or it heeded the token.</summary>
    public static Settlement OfShutdown(JobContext job) => new(job.Claim.Token, SettlementKind.Released)
    {
        Error = "handed back: the node shut down",
    };

    private static Settlement Failed(JobContext job, string error, TimeSpan? instead = null)
    {
        var claim = job.Claim;
        var wait = claim.Spec.Retry.WaitAfter(claim.Failures + 1, claim.Spent + 1, Random.Shared.NextDouble());
        return wait is null
            ? new Settlement(claim.Token, SettlementKind.Dead) { Error = error }
            : new Settlement(claim.Token, SettlementKind.Retry) { Error = error, Wait = instead ?? wait.Value };
    }

    private static string TimedOut(JobContext job) =>
        $"the attempt took longer than its time limit of {DurationText.Format(job.Spec.Timeout!.Value)}";
}
