namespace Gnomon.Api;

/// <summary>The answer to one draft.</summary>
/// <param name="Id">The job that stands for the draft.</param>
/// <param name="Outcome"><c>created</c>; <c>sameId</c> when a job with this id was there already; <c>sameKey</c> when
/// another job holds the key and nothing changed; <c>replaced</c> when it holds the key and took the arguments.</param>
/// <param name="Warnings">What the caller may not have meant; empty when there is nothing to say.</param>
public sealed record SubmittedJobDocument(string Id, string Outcome, IReadOnlyList<string> Warnings)
{
    /// <summary>The outcome when a new job was stored.</summary>
    public const string Created = "created";

    /// <summary>The outcome when a job with this id was there already.</summary>
    public const string SameId = "sameId";

    /// <summary>The outcome when another job holds the key and nothing changed.</summary>
    public const string SameKey = "sameKey";

    /// <summary>The outcome when the job that holds the key took the arguments of the draft.</summary>
    public const string Replaced = "replaced";
}
