using Gnomon.Testing.Conformance;

namespace Gnomon.Conformance.Tests;

/// <summary>Writes the matrix of a run to standard output when its last case has ended.</summary>
public sealed class MatrixOutput : IDisposable
{
    public ConformanceMatrix Matrix { get; } = new();

    public void Dispose() => Console.Out.Write($"Engines by cases\n{Matrix}");
}
