namespace Gnomon.Testing.Conformance;

/// <summary>An engine did something else than the contract says. The message says what was expected.</summary>
/// <param name="message">What was expected and what came.</param>
public sealed class ExpectationException(string message) : Exception(message);
