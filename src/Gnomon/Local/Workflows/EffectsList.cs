using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Workflows;

/// <summary>Gathers what a change brings about in workflows and schedules.</summary>
internal sealed class EffectsList
{
    public readonly List<JobId> Ended = [];
    public readonly List<JobId> Stopping = [];
    public readonly List<WorkflowId> Finished = [];
    public readonly List<PausedSchedule> Paused = [];
    public bool Released;

    /// <summary>UTC ticks.</summary>
    public long NextDue = long.MaxValue;

    public WorkflowEffects Describe() => new()
    {
        Released = Released,
        NextDue = NextDue == long.MaxValue ? null : new DateTimeOffset(NextDue, TimeSpan.Zero),
        Ended = Ended, Stopping = Stopping, Finished = Finished, Paused = Paused,
    };
}
