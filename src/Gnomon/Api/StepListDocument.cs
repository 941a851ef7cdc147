namespace Gnomon.Api;

/// <summary>A page of the steps of a workflow, first one first.</summary>
/// <param name="Items">The steps.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record StepListDocument(IReadOnlyList<StepStateDocument> Items, string? Next);
