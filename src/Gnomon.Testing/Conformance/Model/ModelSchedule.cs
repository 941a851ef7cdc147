using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>A schedule as the reference model keeps it.</summary>
internal sealed class ModelSchedule(Schedule definition, DateTimeOffset mark)
{
    public Schedule Definition { get; set; } = definition;

    public long Revision { get; set; } = 1;

    public DateTimeOffset Mark { get; set; } = mark;

    public DateTimeOffset? LastTick { get; set; }

    /// <summary>Oldest first.</summary>
    public List<Tick> Ticks { get; } = [];

    /// <summary>How many ticks have run.</summary>
    public long Runs { get; set; }

    /// <summary>How its jobs ended.</summary>
    public long Succeeded { get; set; }

    public long Failed { get; set; }

    public long Cancelled { get; set; }

    public int ConsecutiveFailures { get; set; }

    public JobId? LastRun { get; set; }

    /// <summary>What was done to it, oldest first.</summary>
    public List<ScheduleEvent> Events { get; } = [];

    /// <summary>The declared set that it belongs to, or null.</summary>
    public ModelScheduleSet? Set { get; set; }

    /// <summary>Whether its set declares it paused.</summary>
    public bool IsDeclaredPaused { get; set; }

    /// <summary>Whether it was paused for its failures: engines find their own words for the reason.</summary>
    public bool WasAutoPaused { get; set; }

    public DateTimeOffset? Next => Definition.Paused || Runs >= Definition.MaxRuns ? null : Definition.Next(Mark);

    public DateTimeOffset? NextDue => Next is { } next ? Definition.RunAt(next) : null;

    public ScheduleCounts Counts => new(
        Count(TickOutcome.Ran), Count(TickOutcome.Skipped), Count(TickOutcome.Buffered), Succeeded, Failed, Cancelled);

    private long Count(TickOutcome outcome) => Ticks.LongCount(tick => tick.Outcome == outcome);
}
