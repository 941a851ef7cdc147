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

    public DateTimeOffset? Next => Definition.Paused || Runs >= Definition.MaxRuns ? null : Definition.Next(Mark);

    public DateTimeOffset? NextDue => Next is { } next ? Definition.RunAt(next) : null;
}
