namespace Gnomon.Api;

/// <summary>What became of the nominal ticks of a period, or of one instant.</summary>
/// <param name="Items">Each of them, oldest first.</param>
/// <param name="Next">Where to go on: <c>from</c> of the next call. Null when the whole period is told.</param>
public sealed record ScheduleExplanationDocument(IReadOnlyList<TickExplanationDocument> Items, DateTimeOffset? Next);
