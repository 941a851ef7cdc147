namespace Gnomon.Api;

/// <summary>A page of schedules in the order of their ids.</summary>
/// <param name="Items">The schedules.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record ScheduleListDocument(IReadOnlyList<ScheduleDocument> Items, string? Next);
