using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>Which jobs to change, and how far to go in one request. Members that are null accept any.</summary>
public sealed record JobFilterDocument
{
    /// <summary>Only jobs in this state, in lower case.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }

    /// <summary>Only jobs of this queue.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Queue { get; init; }

    /// <summary>Only jobs of this handler.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Handler { get; init; }

    /// <summary>Only jobs with this tag.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tag { get; init; }

    /// <summary>Only jobs that this schedule made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schedule { get; init; }

    /// <summary>Only jobs that are pinned to this node.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnNode { get; init; }

    /// <summary>The node to pin them to, for that change only; left out, they are pinned to none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? To { get; init; }

    /// <summary>The new priority, 0 to 9; needed to change priorities, and not allowed with anything else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Priority { get; init; }

    /// <summary>Most jobs to change, 1 to <see cref="Jobs.JobLimits.MaxControl"/>; null means that many.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>Where to go on, from <see cref="ControlCountsDocument.Next"/>; null means at the oldest job.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cursor { get; init; }
}
