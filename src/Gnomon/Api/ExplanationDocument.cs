using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>Why a job is not running, or that it is.</summary>
/// <param name="Id">The job.</param>
/// <param name="State">The state it is in, in lower case.</param>
/// <param name="Reason">Why: the name of a <see cref="Store.WaitReason"/> in camel case.</param>
/// <param name="Text">The same for people: one sentence.</param>
public sealed record ExplanationDocument(string Id, string State, string Reason, string Text)
{
    /// <summary>Until when, where the reason ends by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Since when, where it is running or has ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>The node that runs it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    /// <summary>The limit of concurrency that is reached.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>How many jobs run under that limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Running { get; init; }

    /// <summary>The job that must end first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Behind { get; init; }

    /// <summary>The names of the first steps or signals of its workflow that it waits for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>How many of them it waits for in all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MissingCount { get; init; }

    /// <summary>How many ready jobs go before it, counted up to 1,000.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ahead { get; init; }
}
