using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>What became of one instant of a schedule, and why.</summary>
/// <param name="At">The nominal instant.</param>
/// <param name="What"><c>ran</c>, <c>skipped</c>, <c>buffered</c>, <c>late</c>, <c>future</c>, <c>paused</c>,
/// <c>edited</c>, <c>notStored</c>, <c>outOfBounds</c>, <c>excluded</c>, <c>maxRuns</c>, <c>noTick</c> or
/// <c>forgotten</c>.</param>
/// <param name="Text">The same for people, with the reason.</param>
public sealed record TickExplanationDocument(DateTimeOffset At, string What, string Text)
{
    /// <summary>When it was or is due, its part of the jitter counted in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Its job.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JobId { get; init; }
}
