using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>One occurrence of a schedule and what became of it.</summary>
/// <param name="At">The nominal instant.</param>
/// <param name="FiredAt">When it was decided.</param>
/// <param name="JobId">The job it made, or changed because that one holds its key; null for a skip.</param>
/// <param name="Outcome"><c>ran</c> or <c>skipped</c>.</param>
/// <param name="Reason">Why it was skipped, or why the job is another than its own; or null.</param>
public sealed record TickDocument(
    DateTimeOffset At, DateTimeOffset FiredAt, string? JobId, string Outcome, string? Reason)
{
    /// <summary>For a run of missed ticks that is recorded as one skip: the last of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }
}
