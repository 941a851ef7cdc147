using Gnomon.Conformance.Tests.Fixtures;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Conformance;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>An engine with one fault: the embedded store, with a journal where the fault shows after a restart.
/// </summary>
internal sealed class MutantFixture(Mutant mutant, bool durable = false) : IStoreFixture
{
    private readonly IStoreFixture _inner = durable ? new LocalJournalFixture() : new LocalMemoryFixture();
    private FakeTime? _time;

    public string Name => mutant.Name;

    public bool IsDurable => _inner.IsDurable;

    public async Task<StoreParts> OpenAsync(TimeProvider time, CancellationToken cancellation)
    {
        _time = (FakeTime)time;
        return Spoil(await _inner.OpenAsync(time, cancellation));
    }

    public async Task<StoreParts> ReopenAsync(CancellationToken cancellation) =>
        Spoil(await _inner.ReopenAsync(cancellation));

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private StoreParts Spoil(StoreParts parts) => mutant.Spoil(new Subject(parts, _time!)).Parts;
}
