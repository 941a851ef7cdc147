using System.Diagnostics.CodeAnalysis;

namespace Gnomon.Jobs;

/// <summary>Names one workflow or broadcast for ever. Any UUID is accepted from a caller; ids made here are version 7
/// (RFC 9562).</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct WorkflowId(Guid Value) : IComparable<WorkflowId>
{
    /// <summary>Makes a version 7 id with the time of <paramref name="time"/>.</summary>
    public static WorkflowId New(TimeProvider time) => new(JobId.New(time).Value);

    /// <summary>Makes the one id that a tick of a schedule can have.</summary>
    public static WorkflowId ForTick(string schedule, DateTimeOffset nominal) =>
        new(JobId.ForTick(schedule, nominal).Value);

    /// <summary>Reads a UUID in its 36-character form.</summary>
    /// <returns>False when <paramref name="text"/> is anything else.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out WorkflowId id)
    {
        var ok = JobId.TryParse(text, out var value);
        id = new WorkflowId(value.Value);
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(WorkflowId other) => Value.CompareTo(other.Value);

    /// <summary>The UUID in lower-case 36-character form.</summary>
    public override string ToString() => Value.ToString("D");
}
