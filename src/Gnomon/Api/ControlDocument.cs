namespace Gnomon.Api;

/// <summary>What became of a job that was asked to change.</summary>
/// <param name="Id">The job.</param>
/// <param name="Outcome"><c>done</c>; <c>requested</c> when a running job was asked to stop.</param>
/// <param name="State">The state it is in now, in lower case.</param>
public sealed record ControlDocument(string Id, string Outcome, string State)
{
    /// <summary>The outcome when the change is made.</summary>
    public const string Done = "done";

    /// <summary>The outcome when the job is running and has been asked to stop.</summary>
    public const string Requested = "requested";
}
