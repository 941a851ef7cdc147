namespace Gnomon.Store;

/// <summary>A store cannot do what it was asked. The message says why and what helps.</summary>
/// <param name="problem">The kind of trouble.</param>
/// <param name="message">What happened, where, and what helps.</param>
/// <param name="inner">The cause, if another error is.</param>
public sealed class StoreException(StoreProblem problem, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The kind of trouble.</summary>
    public StoreProblem Problem { get; } = problem;
}
