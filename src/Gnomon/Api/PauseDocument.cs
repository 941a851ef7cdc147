namespace Gnomon.Api;

/// <summary>The optional body of a request to pause a schedule.</summary>
/// <param name="Reason">Why, for whoever looks at the schedule.</param>
public sealed record PauseDocument(string? Reason = null);
