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
    /// <returns>Null when there is nothing to report, because the claim is lost.</returns>
    public static Settlement? OfError(JobContext job, Exception error)
    {
        switch (job.StopReason)
        {
            case StopReason.LeaseLost:
                return null;
            case StopReason.Cancelled:
                return new Settlement(job.Claim.Token, SettlementKind.Cancelled)
                {
                    Error = error is OperationCanceledException ? "cancelled while it ran" : TextOf(error),
                };
            case StopReason.TimedOut:
                return Failed(job, TimedOut(job));
            case StopReason.ShuttingDown when error is OperationCanceledException:
                return OfShutdown(job);
        }

        return error switch
        {
            SnoozeException snooze => new Settlement(job.Claim.Token, SettlementKind.Snoozed)
            {
                Wait = snooze.Wait, Error = TextOf(snooze),
            },
            JobFailedException { Permanent: true } => new Settlement(job.Claim.Token, SettlementKind.Dead)
            {
                Error = TextOf(error),
            },
            JobFailedException failure => Failed(job, TextOf(error), failure.RetryAfter),
            _ => Failed(job, TextOf(error)),
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

    /// <summary>This node has no such handler: the job is parked, longer each time, so that it costs little and runs
    /// soon after a node has it.</summary>
    public static Settlement OfUnknownHandler(ClaimedJob job)
    {
        var parked = Math.Clamp(job.Token.Attempt - 1 - job.Spent, 0, 10);
        var wait = FirstPark * (1 << parked);
        return new Settlement(job.Token, SettlementKind.Snoozed)
        {
            Wait = wait < LongestPark ? wait : LongestPark,
            Error = $"parked: no handler is named '{job.Spec.Handler}' on the node that claimed the job",
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

    private static string TextOf(Exception error)
    {
        try
        {
            return error is JobFailedException or SnoozeException ? error.Message : $"{error.GetType().Name}: {error.Message}";
        }
        catch (Exception)
        {
            // The message is the handler's code too, and must not take the slot down with it.
            return $"{error.GetType().Name} (its message cannot be read)";
        }
    }
}
