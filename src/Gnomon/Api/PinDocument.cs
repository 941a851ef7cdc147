namespace Gnomon.Api;

/// <summary>The body of a change of the node that may run a job.</summary>
/// <param name="OnNode">The node; null for any.</param>
public sealed record PinDocument(string? OnNode);
