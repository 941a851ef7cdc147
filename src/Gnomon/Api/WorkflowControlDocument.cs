namespace Gnomon.Api;

/// <summary>What became of a workflow that was asked to change.</summary>
/// <param name="Id">The workflow.</param>
/// <param name="Outcome"><c>done</c>; <c>requested</c> when jobs of it run and were asked to stop.</param>
/// <param name="State">How it stands now.</param>
public sealed record WorkflowControlDocument(string Id, string Outcome, string State);
