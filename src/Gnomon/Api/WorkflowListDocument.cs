namespace Gnomon.Api;

/// <summary>A page of workflows, newest first.</summary>
/// <param name="Items">The workflows.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record WorkflowListDocument(IReadOnlyList<WorkflowDocument> Items, string? Next);
