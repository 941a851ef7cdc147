namespace Gnomon.Api;

/// <summary>The answer to a workflow that was submitted.</summary>
/// <param name="Id">The workflow.</param>
/// <param name="Outcome"><c>created</c>; <c>sameId</c> when it was there already; <c>joined</c> when it was and some jobs
/// of it are new.</param>
/// <param name="Jobs">How many jobs it was turned into.</param>
/// <param name="Warnings">What the caller may not have meant; empty when there is nothing to say.</param>
public sealed record SubmittedWorkflowDocument(string Id, string Outcome, int Jobs, IReadOnlyList<string> Warnings)
{
    /// <summary>The outcome when a new workflow was stored.</summary>
    public const string Created = "created";

    /// <summary>The outcome when it was there already, with all its jobs.</summary>
    public const string SameId = "sameId";

    /// <summary>The outcome when it was there already and lacked jobs, which have joined it.</summary>
    public const string Joined = "joined";
}
