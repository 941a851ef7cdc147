namespace Gnomon.Testing.Conformance;

/// <summary>A sequence of random steps that failed at its last one.</summary>
/// <param name="Engine">The engine it failed on.</param>
/// <param name="Steps">The seed of each step.</param>
/// <param name="Trouble">What went wrong.</param>
/// <param name="Trace">What the steps did, for people.</param>
internal sealed record FailedSequence(
    string Engine, IReadOnlyList<int> Steps, Exception Trouble, IReadOnlyList<string> Trace);
