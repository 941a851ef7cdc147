using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A queue and what it holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Paused">Whether its jobs may not be claimed at present.</param>
/// <param name="Jobs">How many jobs it holds in each state, by the state's lower-case name; <c>running</c> is what its
/// concurrency counts.</param>
public sealed record QueueDocument(string Name, bool Paused, IReadOnlyDictionary<string, long> Jobs)
{
    /// <summary>Its limits; null when it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LimitsDocument? Limits { get; init; }

    /// <summary>Since when its longest waiting ready job has been ready, by the store's clock; null when none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReadySince { get; init; }

    /// <summary>How many seconds that was at the moment of the answer, by the store's clock; null when none is ready.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ReadySeconds { get; init; }
}
