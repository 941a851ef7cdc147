using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>Times at which a time rule does not tick: exactly one of <see cref="Cron"/>, <see cref="Dates"/> (with or
/// without <see cref="Calendar"/>), <see cref="Calendar"/> alone and <see cref="Text"/>.</summary>
public sealed record ExclusionDocument
{
    /// <summary>A cron expression; each instant is left out whose local time matches.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cron { get; init; }

    /// <summary>How <see cref="Cron"/> is read, as in <see cref="TriggerDocument.Dialect"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Dialect { get; init; }

    /// <summary>Whole days, such as <c>2026-12-25</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Dates { get; init; }

    /// <summary>The name of the calendar that the days are from. In a request without <see cref="Dates"/> they are
    /// taken from the server's calendar of this name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Calendar { get; init; }

    /// <summary>The time zone: an IANA id, or in a request one of Windows; null means that of the rule if it is a single
    /// one with a zone, else UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Zone { get; init; }

    /// <summary>As in <see cref="TriggerDocument.Gap"/>, with <see cref="Cron"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gap { get; init; }

    /// <summary>As in <see cref="TriggerDocument.Overlap"/>, with <see cref="Cron"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Overlap { get; init; }

    /// <summary>In a request: the exclusion as a text, such as <c>cron: * * * * SAT</c> or <c>dates 2026-12-25</c>; see
    /// <see cref="Triggers.TriggerText"/>. It is answered in its parts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>In an answer: <see cref="Cron"/> in English. In a request it is not looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }
}
