using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing.Conformance;

namespace Gnomon.Conformance.Tests.Fixtures;

/// <summary>The embedded store without a journal.</summary>
internal sealed class LocalMemoryFixture : IStoreFixture
{
    private LocalStore? _store;

    public string Name => "local memory";

    public bool IsDurable => false;

    public Task<StoreParts> OpenAsync(TimeProvider time, CancellationToken cancellation)
    {
        _store = new LocalStore(new LocalStoreOptions(), time);
        return Task.FromResult(_store.Parts);
    }

    public Task<StoreParts> ReopenAsync(CancellationToken cancellation) =>
        throw new InvalidOperationException("Memory does not survive a restart; IsDurable says so.");

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }
}
