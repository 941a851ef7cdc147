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

    public DateTimeOffset? Next => Definition.Paused ? null : Definition.Next(Mark);
}
