namespace Gnomon.Cli;

/// <summary>A command cannot go on. The message is ready to be shown.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What was wrong and what is allowed.</param>
/// <param name="inner">The cause, if another error is.</param>
internal sealed class CommandFailedException(int exitCode, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
