using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>Settings of a worker.</summary>
public sealed record WorkerOptions
{
    /// <summary>The queues it claims from; an earlier one is emptied before a later one is looked at.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [JobLimits.DefaultQueue];

    /// <summary>The node's own name, unique among those that live. With one that stays the same, a restarted process gets
    /// the jobs that were pinned to it before. Null makes a new one for each start, of the machine and the process.
    /// </summary>
    public string? Node { get; init; }

    /// <summary>Words that the node is known by in the cluster, such as <c>gpu</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where the node can be reached, for whoever lists the nodes; null says nothing.</summary>
    public string? Address { get; init; }

    /// <summary>How many jobs it runs at once: 1 to 10,000.</summary>
    public int Concurrency { get; init; } = Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>How long a job is its own without a renewal: 1 s to 1 h. A killed worker's jobs run elsewhere after
    /// this.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How often leases are renewed; shorter than half the lease.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often progress and log lines are sent while there are any.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long it waits for a wake signal before it looks for itself, in case the signal was lost.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a closing worker waits for running jobs before it asks them to stop.</summary>
    public TimeSpan ShutdownWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a handler that was asked to stop may take to do so before the worker goes on without it.
    /// </summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a handler may put its job off with <see cref="SnoozeException"/>; once more is a failure. 0 to
    /// 1,000,000.</summary>
    public int MaxSnoozes { get; init; } = 1000;

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Require(Queues.Count > 0, nameof(Queues), "none", "at least one");
        foreach (var queue in Queues) JobRules.CheckName("queue", queue);
        if (Node is { } node) JobRules.CheckName("node", node);
        foreach (var tag in Tags) JobRules.CheckName("tag", tag);
        Require(Concurrency is >= 1 and <= 10_000, nameof(Concurrency), Concurrency, "1 to 10,000");
        Require(Lease >= TimeSpan.FromSeconds(1) && Lease <= TimeSpan.FromHours(1), nameof(Lease), Lease, "1 s to 1 h");
        Require(
            RenewEvery > TimeSpan.Zero && RenewEvery < Lease / 2, nameof(RenewEvery), RenewEvery,
            "longer than zero and shorter than half the lease");
        Require(ReportEvery > TimeSpan.Zero, nameof(ReportEvery), ReportEvery, "longer than zero");
        Require(PollEvery > TimeSpan.Zero, nameof(PollEvery), PollEvery, "longer than zero");
        Require(ShutdownWait >= TimeSpan.Zero, nameof(ShutdownWait), ShutdownWait, "zero or longer");
        Require(MaxSnoozes is >= 0 and <= 1_000_000, nameof(MaxSnoozes), MaxSnoozes, "0 to 1,000,000");
        Require(StopGrace > TimeSpan.Zero, nameof(StopGrace), StopGrace, "longer than zero");
    }

    private static void Require(bool holds, string option, object value, string allowed)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(
                option, $"{nameof(WorkerOptions)}.{option} is {value}; allowed is {allowed}.");
    }
}
