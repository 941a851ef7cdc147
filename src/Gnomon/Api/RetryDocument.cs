using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>What happens after a failure: either a list of waits, or a rule for them. Durations are text such as
/// <c>5s</c>.</summary>
public sealed record RetryDocument
{
    /// <summary>The waits, one for each retry: three of them mean four attempts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Delays { get; init; }

    /// <summary>Attempts in all, 1 to 1000.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Attempts { get; init; }

    /// <summary>How the waits grow: <c>fixed</c>, <c>fibonacci</c> or <c>exponential</c>; null means exponential.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Backoff { get; init; }

    /// <summary>The wait after the first failure; null means one second.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? First { get; init; }

    /// <summary>The longest wait; null means none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cap { get; init; }

    /// <summary>The share of a wait that chance may take off, 0 to 1; null means 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Jitter { get; init; }
}
