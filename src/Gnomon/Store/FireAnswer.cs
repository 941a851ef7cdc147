using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>What became of one request to fire.</summary>
/// <param name="Applied">Whether the ticks were decided; false when the schedule is not there or somebody else fired or
/// changed it, and then nothing changed.</param>
public sealed record FireAnswer(bool Applied)
{
    /// <summary>The answer to a request that changed nothing.</summary>
    public static readonly FireAnswer Refused = new(false);

    /// <summary>The ticks as they are recorded, in the order of the request: the one of a job whose key was taken says
    /// so.</summary>
    public IReadOnlyList<Tick> Ticks { get; init; } = [];

    /// <summary>What became of each job of the request.</summary>
    public IReadOnlyList<EnqueueResult> Jobs { get; init; } = [];
}
