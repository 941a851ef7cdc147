namespace Gnomon.Telemetry;

/// <summary>Which events somebody wants to be told of. What is not set accepts all.</summary>
public sealed record EventFilter
{
    /// <summary>Only events of jobs in this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Only events of jobs with this handler.</summary>
    public string? Handler { get; init; }

    /// <summary>Only events of these kinds; empty means all.</summary>
    public IReadOnlyCollection<GnomonEventKind> Kinds { get; init; } = [];

    /// <summary>Whether it accepts an event.</summary>
    public bool Accepts(GnomonEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return (Queue is null || happened.Queue == Queue)
            && (Handler is null || happened.Handler == Handler)
            && (Kinds.Count == 0 || Kinds.Contains(happened.Kind));
    }
}
