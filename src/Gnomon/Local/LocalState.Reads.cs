using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>What others may see.</summary>
internal sealed partial class LocalState
{
    public Job Describe(LocalJob job)
    {
        var details = job.Details;
        return new Job(job.Id, JobSpecCodec.Decode(job.Spec), job.State)
        {
            Attempt = job.Attempt,
            CreatedAt = Utc(job.CreatedAt),
            RunAt = Utc(job.RunAt),
            StartedAt = details is { StartedAt: > 0 } ? Utc(details.StartedAt) : null,
            FinishedAt = details is { FinishedAt: > 0 } ? Utc(details.FinishedAt) : null,
            Result = details?.Result,
            Error = details?.Error ?? ReasonOf(job),
            Progress = details is null || double.IsNaN(details.Progress) ? null : details.Progress,
            ProgressText = details?.ProgressText,
            Node = details?.Node,
            CancelRequested = job.CancelRequested,
            Skipped = job is LocalStep { WasSkipped: true },
            Attempts = DescribeAttempts(job, details),
        };
    }

    /// <summary>A tick with the present state of its job.</summary>
    public Tick Join(Tick tick)
    {
        if (tick.Job is not { } id || Find(id) is not { } job) return tick;
        return tick with
        {
            State = job.State,
            FinishedAt = job.Details is { FinishedAt: > 0 and var ended } ? Utc(ended) : null,
        };
    }

    public StoreStats DescribeStats(long now)
    {
        // A queue is there while it holds a job or a setting; its object stays for the next job.
        var queues = _queues.Values
            .Where(queue => queue.Paused || queue.Limits != QueueLimits.None || queue.Counts.Any(count => count > 0))
            .Select(queue => new QueueInfo(queue.Name, queue.Paused, JobStates.ToDictionary(queue.Counts))
            {
                Limits = queue.Limits,
                ReadySince = queue.ReadySince(now) is { } since ? Utc(since) : null,
                ReadyAge = queue.ReadySince(now) is { } oldest ? new TimeSpan(Math.Max(0, now - oldest)) : null,
            })
            .OrderBy(queue => queue.Name, StringComparer.Ordinal)
            .ToList();
        return new StoreStats(JobStates.ToDictionary(Counts), queues, ScheduleCount);
    }

    private string? ReasonOf(LocalJob job) => job switch
    {
        { State: JobState.Expired } => "its deadline passed before it was done",
        LocalStep { WasSkipped: true } step => ReasonToSkip(step),
        _ => null,
    };

    private static List<Attempt> DescribeAttempts(LocalJob job, JobDetails? details)
    {
        var attempts = new List<Attempt>(details?.Past ?? []);
        if (details?.Node is { } node)
        {
            DateTimeOffset? ended = details.AttemptEndedAt > 0 ? Utc(details.AttemptEndedAt) : null;
            attempts.Add(new Attempt(
                job.Attempt, node, Utc(details.StartedAt), ended, details.Outcome, details.AttemptError));
        }

        return attempts;
    }
}
