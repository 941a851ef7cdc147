using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>How many jobs may be handed out in a time.</summary>
public sealed record RateDocument
{
    /// <summary>How many; required.</summary>
    public int? Count { get; init; }

    /// <summary>In what time, as a duration such as <c>1s</c>; required.</summary>
    public string? Per { get; init; }

    /// <summary>How many may go at once after a pause; null means as many as <see cref="Count"/>. Not with a window.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Burst { get; init; }

    /// <summary><c>bucket</c>, which refills evenly, or <c>window</c>: at most so many in any span of the length of
    /// <see cref="Per"/>; null means bucket.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }
}
