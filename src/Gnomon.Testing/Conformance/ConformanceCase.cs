namespace Gnomon.Testing.Conformance;

/// <summary>One thing that every engine must do.</summary>
/// <param name="Name">A sentence with underscores, unique in the suite.</param>
/// <param name="Promise">The promise it proves (<c>P1</c> to <c>P6</c>), or the topic it belongs to.</param>
/// <param name="Run">Proves it on a freshly opened engine; throws <see cref="ExpectationException"/> when the engine
/// does something else.</param>
public sealed record ConformanceCase(string Name, string Promise, Func<StoreHarness, Task> Run)
{
    /// <summary>Whether it restarts the engine, so that one that keeps nothing skips it.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>Whether it does something with several queues in one step that engines allow which keep all queues in one
    /// place; elsewhere they have to stand together (<see cref="IStoreFixture.KeepQueuesTogether"/>).</summary>
    public bool NeedsQueuesTogether { get; init; }

    /// <summary>Whether it needs keys that are unique beyond one queue, so that an engine which keeps queues apart
    /// (<see cref="IStoreFixture.IsStriped"/>) skips it.</summary>
    public bool NeedsWideKeys { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Promise} {Name}";
}
