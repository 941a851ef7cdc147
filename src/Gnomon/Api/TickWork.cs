using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;

namespace Gnomon.Api;

/// <summary>What the jobs of ticks that make a workflow or a broadcast have in common. The job makes it under its own id, so
/// that a repeated attempt makes none beside it, waits without holding a slot, and ends as it ended. The store wakes the
/// job in the commit that ends the workflow, and cancels one with the other.</summary>
internal sealed class TickWork(StoreParts parts)
{
    /// <summary>Most steps that an error names.</summary>
    public const int MaxNamed = 3;

    /// <summary>The first wait and the longest one; each is twice the one before. They are for the case that the wake does
    /// not come; a thousand of them are years.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1), LongestWait = TimeSpan.FromDays(1);

    /// <summary>The wait of a job that no schedule made: nothing wakes it.</summary>
    private static readonly TimeSpan UnwokenWait = TimeSpan.FromSeconds(30);

    /// <summary>Runs one attempt.</summary>
    /// <param name="job">The attempt.</param>
    /// <param name="make">Stores the workflow.</param>
    /// <param name="failure">Says what failed in it.</param>
    /// <returns>The result of the job.</returns>
    /// <exception cref="SnoozeException">It has not ended.</exception>
    /// <exception cref="JobFailedException">It failed, was cancelled before this attempt, or is gone.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> RunAsync(
        JobContext job, Func<WorkflowId, Task> make, Func<WorkflowInfo, Task<string>> failure)
    {
        var id = new WorkflowId(job.Id.Value);
        var work = await FindAsync(id, job.Cancellation).ConfigureAwait(false);
        if (work is null)
        {
            if (job.Claim.Snoozes > 0) throw Fail($"{id} was removed before this job had seen its end");
            await make(id).ConfigureAwait(false);
            work = await FindAsync(id, job.Cancellation).ConfigureAwait(false) ?? throw Fail($"{id} was removed at once");
        }
        else if (work.Schedule != job.Spec.Schedule)
        {
            throw Fail($"the id {id} is that of a workflow which no tick has made");
        }
        else if (work.State is WorkflowState.Failed or WorkflowState.Cancelled
            && await IsRevivedAsync(job).ConfigureAwait(false))
        {
            var retry = new WorkflowControl(id, WorkflowAction.Retry);
            await parts.Store.ControlWorkflowAsync(retry, job.Cancellation).ConfigureAwait(false);
            work = await FindAsync(id, job.Cancellation).ConfigureAwait(false) ?? throw Fail($"{id} was removed at once");
        }

        return work.State switch
        {
            WorkflowState.Running => throw PutOff(job, work),
            WorkflowState.Succeeded => JsonSerializer.SerializeToUtf8Bytes(
                $"{work.Jobs.GetValueOrDefault(JobState.Succeeded)} {Parts(work)} succeeded", GnomonJson.Default.String),
            // The store is about to tell this attempt to stop.
            WorkflowState.Cancelled when job.Claim.Snoozes > 0 => throw PutOff(job, work),
            WorkflowState.Cancelled => throw Fail($"{Kind(work)} {id} was cancelled"),
            _ => throw Fail(await failure(work).ConfigureAwait(false)),
        };
    }

    private static JobFailedException Fail(string message) => new(message) { Permanent = true };

    private static string Kind(WorkflowInfo work) => work.Broadcast is null ? "workflow" : "broadcast";

    private static string Parts(WorkflowInfo work) => work.Broadcast is null ? "steps" : "parts";

    private static SnoozeException PutOff(JobContext job, WorkflowInfo work)
    {
        var left = work.Jobs.Where(count => !count.Key.IsTerminal()).Sum(count => count.Value);
        var wait = job.Spec.Schedule is null ? UnwokenWait
            : job.Claim.Snoozes > 10 ? LongestWait
            : FirstWait * (1 << job.Claim.Snoozes);
        return new SnoozeException(
            wait < LongestWait ? wait : LongestWait,
            $"{Kind(work)} {work.Id} has {left} of {work.Jobs.Values.Sum()} {Parts(work)} left");
    }

    /// <summary>Whether somebody gave the job another life since it last looked: then what it made gets one too.</summary>
    private async Task<bool> IsRevivedAsync(JobContext job)
    {
        if (job.Attempt == 1 || job.Claim is not { Snoozes: 0, Spent: 0 }) return false;
        var known = await parts.Query.GetJobAsync(job.Id, job.Cancellation).ConfigureAwait(false);
        // An attempt that a node gave back, or could not run, is no end of a life.
        return known?.Attempts.LastOrDefault(attempt => attempt.Number < job.Attempt)?.Outcome
            is not (null or AttemptOutcome.Released or AttemptOutcome.Parked);
    }

    private async Task<WorkflowInfo?> FindAsync(WorkflowId id, CancellationToken cancellation) =>
        await parts.Query.GetWorkflowAsync(id, cancellation).ConfigureAwait(false);
}
