using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing.Conformance;

namespace Gnomon.Conformance.Tests.Fixtures;

/// <summary>The embedded store with a journal in a folder of its own.</summary>
/// <param name="segmentBytes">A small size makes segments, and a small <paramref name="checkpointBytes"/> makes
/// checkpoints, follow one another within a case.</param>
/// <param name="checkpointBytes">See there.</param>
internal sealed class LocalJournalFixture(int segmentBytes = 1 << 20, long checkpointBytes = 1 << 22) : IStoreFixture
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gnomon-conformance-").FullName;
    private TimeProvider? _time;
    private LocalStore? _store;

    public string Name => $"local journal, segments of {segmentBytes} bytes";

    public bool IsDurable => true;

    public Task<StoreParts> OpenAsync(TimeProvider time, CancellationToken cancellation)
    {
        _time = time;
        return Task.FromResult(Open());
    }

    public async Task<StoreParts> ReopenAsync(CancellationToken cancellation)
    {
        await CloseAsync();
        return Open();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private StoreParts Open()
    {
        // What the process knew must survive its end, not that of the machine: no sync, so that the suite is quick.
        var options = new LocalStoreOptions
        {
            Directory = _directory,
            Durability = LocalDurability.Os,
            SegmentBytes = segmentBytes,
            CheckpointBytes = checkpointBytes,
        };
        _store = new LocalStore(options, _time!);
        return _store.Parts;
    }

    private async Task CloseAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        _store = null;
    }
}
