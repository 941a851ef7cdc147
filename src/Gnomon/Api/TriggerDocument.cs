using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>The time rule of a schedule: exactly one of <see cref="Cron"/>, <see cref="Every"/> and <see cref="At"/>.
/// </summary>
public sealed record TriggerDocument
{
    /// <summary>A cron expression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cron { get; init; }

    /// <summary>The IANA time zone of <see cref="Cron"/>; null means UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Zone { get; init; }

    /// <summary>The distance of ticks, as a duration such as <c>5s</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Every { get; init; }

    /// <summary>The instant that <see cref="Every"/> counts from; null means the moment the schedule is stored.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Anchor { get; init; }

    /// <summary>The only tick.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? At { get; init; }

    /// <summary>In an answer: why the server cannot read the stored rule, and its text. Such a schedule never ticks
    /// until it is put anew. In a request it is not looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unreadable { get; init; }
}
