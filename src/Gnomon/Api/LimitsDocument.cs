using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>All limits of a queue, which hold over all nodes together; what is absent is not limited.</summary>
public sealed record LimitsDocument
{
    /// <summary>Most jobs that run at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Concurrency { get; init; }

    /// <summary>Most jobs with the same limit key that run at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PerKeyConcurrency { get; init; }

    /// <summary>How fast jobs are handed out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RateDocument? Rate { get; init; }

    /// <summary>How fast jobs with the same limit key are handed out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RateDocument? PerKeyRate { get; init; }

    /// <summary>Whether jobs with the same limit key run one at a time, in the order of their acceptance; null means
    /// no.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? StrictOrder { get; init; }
}
