namespace Gnomon.Wire;

/// <summary>A command has no answer. <see cref="NeverSent"/> tells whether it is safe to repeat it anywhere.</summary>
public sealed class WireException : IOException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="problem">What kind of failure it is.</param>
    /// <param name="message">One sentence for people, with host and port.</param>
    /// <param name="cause">What brought it about, or null.</param>
    public WireException(WireProblem problem, string message, Exception? cause = null)
        : base(message, cause) => Problem = problem;

    /// <summary>What kind of failure it is.</summary>
    public WireProblem Problem { get; }

    /// <summary>True when no byte of the command left this process, so that it is safe to send it again, to any server.
    /// When false, the server may or may not have carried it out.</summary>
    public bool NeverSent => Problem is WireProblem.Unreachable or WireProblem.Refused or WireProblem.NotSent
        or WireProblem.Overloaded or WireProblem.Closed;
}
