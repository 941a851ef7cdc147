namespace Gnomon.Testing.Conformance;

/// <summary>Random operations brought an engine to do something else than the reference model.</summary>
/// <param name="message">The seed, what was expected and what came, and the steps.</param>
/// <param name="seed">The seed of the sequence.</param>
/// <param name="steps">What the steps do that are left after shrinking, oldest first.</param>
public sealed class ModelMismatchException(string message, int seed, IReadOnlyList<string> steps) : Exception(message)
{
    /// <summary>The seed of the sequence.</summary>
    public int Seed => seed;

    /// <summary>What the steps do that are left after shrinking, oldest first.</summary>
    public IReadOnlyList<string> Steps => steps;
}
