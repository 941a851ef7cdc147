using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>A queue in memory: its ready jobs, a heap of those that wait for their time, and its limits.</summary>
internal sealed class LocalQueue
{
    public LocalQueue(string name)
    {
        Name = name;
        OtherJobs = new JobGroup(this, null, 0);
    }

    public string Name { get; }

    /// <summary>The group that was asked for last; null when none was.</summary>
    public JobGroup? LatestGroup { get; set; }

    /// <summary>The group of its jobs that are not told apart.</summary>
    public JobGroup OtherJobs { get; }

    public bool Paused { get; set; }

    /// <summary>Its limits at work; null when it has none and had none lately.</summary>
    public QueueGate? Gate { get; set; }

    public QueueLimits Limits => Gate?.Limits ?? QueueLimits.None;

    /// <summary>How many jobs are in each state.</summary>
    public long[] Counts { get; } = new long[JobStates.Count];

    /// <summary>Ready jobs that no limit by key concerns.</summary>
    public ReadyJobs Ready { get; } = new();

    /// <summary>Scheduled jobs by the instant they are due; those of one instant in the order of acceptance.</summary>
    public DueHeap<LocalJob> Scheduled { get; } = new((a, b) => a.Sequence.CompareTo(b.Sequence));

    /// <summary>Whether somebody should look, because a limit that held a job back does so no more.</summary>
    public bool LetsGo => Gate is { LetsGo: true } && !Paused;

    /// <summary>The job to hand to a node next: highest priority, then longest ready, of those that the limits let go
    /// and that are not pinned to another node; null also when the limits are not sorted out so far.</summary>
    /// <param name="node">The node.</param>
    /// <param name="now">The instant on the clock of rates; it means nothing without limits.</param>
    public LocalJob? Next(string node, long now) => Gate is null ? Ready.First(node) : Gate.Next(node, now);

    /// <summary>Since when its longest waiting ready job has been ready, in UTC ticks; null when none is. Jobs whose time
    /// has come are ready, also those that nobody has promoted yet.</summary>
    public long? ReadySince(long now)
    {
        var since = Math.Min(Ready.OldestSince, Gate?.OldestSince ?? long.MaxValue);
        if (Scheduled.First is { } due && due.Due <= now) since = Math.Min(since, due.Due);
        return since == long.MaxValue ? null : since;
    }

    /// <summary>Adds a ready job behind all others of its priority.</summary>
    public void AppendReady(LocalJob job)
    {
        if (Gate is null) Ready.Append(job);
        else Gate.Enter(job);
    }

    /// <summary>Puts a ready job among those of its priority where its <see cref="LocalJob.Order"/> belongs.</summary>
    public void InsertReady(LocalJob job)
    {
        if (Gate is null) Ready.Insert(job);
        else Gate.Enter(job, inPlace: true);
    }

    /// <summary>Takes out a job that was ready. Its state and priority must still be those it was added with.</summary>
    public void RemoveReady(LocalJob job)
    {
        if (Gate is null) Ready.Remove(job);
        else Gate.Leave(job);
    }
}
