using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>The time rule of a schedule: exactly one of <see cref="Cron"/>, <see cref="Every"/>, <see cref="At"/>,
/// <see cref="After"/>, <see cref="Rrule"/>, <see cref="Any"/> and <see cref="Text"/>, and what it leaves out.</summary>
public sealed record TriggerDocument
{
    /// <summary>A cron expression. <c>H</c> in it is resolved by the schedule's id when it is stored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cron { get; init; }

    /// <summary>How <see cref="Cron"/> is read: <c>native</c>, <c>vixie</c> or <c>quartz</c>; null means native.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Dialect { get; init; }

    /// <summary>The time zone of <see cref="Cron"/> and <see cref="Rrule"/>: an IANA id, or in a request one of
    /// Windows; null means UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Zone { get; init; }

    /// <summary>What becomes of local times that clocks jump over: <c>after</c>, <c>shift</c> or <c>skip</c>; null
    /// leaves it to the expression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gap { get; init; }

    /// <summary>On which pass local times tick that clocks show twice: <c>first</c>, <c>second</c> or <c>both</c>; null
    /// leaves it to the expression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Overlap { get; init; }

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

    /// <summary>In a request: how long after it the only tick is, as a duration of at least one second. It is stored and
    /// answered as <see cref="At"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? After { get; init; }

    /// <summary>A recurrence rule of RFC 5545, such as <c>FREQ=MONTHLY;BYDAY=-1FR</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rrule { get; init; }

    /// <summary>The local time that <see cref="Rrule"/> counts from, without an offset, such as
    /// <c>2026-01-30T17:00:00</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    /// <summary>Several rules, each without <see cref="Any"/> and <see cref="Exclude"/>: it ticks when any of them
    /// does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TriggerDocument>? Any { get; init; }

    /// <summary>In a request: the rule as a text, see <see cref="Triggers.TriggerText"/>. It is answered in its parts.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>Times at which it does not tick.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ExclusionDocument>? Exclude { get; init; }

    /// <summary>In an answer: <see cref="Cron"/> or <see cref="Rrule"/> in English. In a request it is not looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>In an answer: why the server cannot read the stored rule, and its text. Such a schedule never ticks
    /// until it is put anew. In a request it is not looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unreadable { get; init; }
}
