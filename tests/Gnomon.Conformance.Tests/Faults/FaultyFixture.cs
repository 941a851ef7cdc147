using Gnomon.Conformance.Tests.Fixtures;
using Gnomon.Store;
using Gnomon.Testing.Conformance;

namespace Gnomon.Conformance.Tests.Faults;

/// <summary>The embedded store in memory with one fault.</summary>
internal sealed class FaultyFixture(Fault fault) : IStoreFixture
{
    private readonly LocalMemoryFixture _inner = new();

    public string Name => $"store that {fault}";

    public bool IsDurable => false;

    public async Task<StoreParts> OpenAsync(TimeProvider time, CancellationToken cancellation)
    {
        var parts = await _inner.OpenAsync(time, cancellation);
        return parts with { Store = new FaultyStore(parts.Store, fault) };
    }

    public Task<StoreParts> ReopenAsync(CancellationToken cancellation) => _inner.ReopenAsync(cancellation);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
