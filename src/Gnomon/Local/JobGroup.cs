using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>The jobs of one queue that have the same handler and the same version of arguments, counted. Each job points
/// at its group, so counting one costs no look-up.</summary>
/// <param name="queue">Their queue.</param>
/// <param name="handler">Their handler; null for the jobs of the queue that are not told apart.</param>
/// <param name="argsVersion">The version of their arguments.</param>
internal sealed class JobGroup(LocalQueue queue, string? handler, int argsVersion)
{
    public readonly LocalQueue Queue = queue;

    public readonly string? Handler = handler;

    public readonly int ArgsVersion = argsVersion;

    /// <summary>All jobs that point here, ended ones too.</summary>
    public int Jobs;

    public long Waiting, Running;

    /// <summary>Where its handler was counted last, and the day that was.</summary>
    public HandlerTally? Tally;

    /// <inheritdoc cref="Tally"/>
    public int TallyDay;

    /// <summary>Takes note of jobs that come into a state, or leave it.</summary>
    public void Count(JobState state, int change)
    {
        if (state is JobState.Ready or JobState.Scheduled) Waiting += change;
        else if (state == JobState.Running) Running += change;
    }
}
