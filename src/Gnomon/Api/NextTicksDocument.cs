using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>The ticks that a schedule comes to next, the first first.</summary>
/// <param name="Items">The ticks; fewer than asked for when there are no more.</param>
/// <param name="Next">Always null: ask for a greater count.</param>
public sealed record NextTicksDocument(IReadOnlyList<NextTickDocument> Items, string? Next)
{
    /// <summary>True when the schedule is paused, so that these would come if it were not; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Paused { get; init; }
}
