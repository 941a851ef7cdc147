using Gnomon.Store;

namespace Gnomon.Testing.Conformance;

/// <summary>One freshly opened engine in the hands of a case, with the clock it runs on.</summary>
public sealed partial class StoreHarness : IAsyncDisposable
{
    private readonly IStoreFixture _fixture;

    private StoreHarness(IStoreFixture fixture, StoreParts parts, FakeTime time, CancellationToken cancellation)
    {
        _fixture = fixture;
        Parts = parts;
        Time = time;
        Cancellation = cancellation;
    }

    /// <summary>The engine's clock. It stands still unless the case moves it.</summary>
    public FakeTime Time { get; }

    /// <summary>The open engine; another one after a restart.</summary>
    public StoreParts Parts { get; private set; }

    /// <summary>Its store.</summary>
    public IJobStore Store => Parts.Store;

    /// <summary>Its reads.</summary>
    public IJobQuery Query => Parts.Query;

    /// <summary>Its wake signal.</summary>
    public IWakeSignal Wake => Parts.Wake;

    /// <summary>Its cluster.</summary>
    public ICluster Cluster => Parts.Cluster;

    /// <summary>What the engine said of itself when it was opened last.</summary>
    public StoreDescription? Description { get; private set; }

    /// <summary>Whether <see cref="RestartAsync"/> may be called.</summary>
    public bool IsDurable => _fixture.IsDurable;

    /// <summary>The least span of time that the engine tells apart.</summary>
    public TimeSpan Resolution => _fixture.Resolution;

    /// <summary>Whether the claims of a process end with it.</summary>
    public bool EndsClaims => _fixture.EndsClaims;

    /// <summary>Whether the engine keeps queues apart, so that no key reaches beyond one.</summary>
    public bool IsStriped => _fixture.IsStriped;

    /// <summary>Whether all queues are in one place.</summary>
    public bool AreQueuesTogether => _fixture.AreQueuesTogether;

    /// <summary>Ends the case when the runner gives up.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>What the wall clock shows.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Opens and initialises a fixture's engine on a new clock.</summary>
    /// <param name="fixture">The engine. The harness owns it from now on and disposes it.</param>
    /// <param name="cancellation">Ends the case.</param>
    public static async Task<StoreHarness> OpenAsync(IStoreFixture fixture, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        var time = new FakeTime();
        var parts = await fixture.OpenAsync(time, cancellation).ConfigureAwait(false);
        var harness = new StoreHarness(fixture, parts, time, cancellation);
        harness.Description = await parts.Store.InitializeAsync(cancellation).ConfigureAwait(false);
        return harness;
    }

    /// <summary>Stops the engine and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        Parts = await _fixture.ReopenAsync(Cancellation).ConfigureAwait(false);
        Description = await Store.InitializeAsync(Cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops the engine and starts it again, and lets the leases of before run out: an engine that lives on
    /// another machine does not end them when this process does.</summary>
    /// <param name="lease">How long they last; the harness's own when not given.</param>
    internal async Task RestartAndRecoverAsync(TimeSpan? lease = null)
    {
        await RestartAsync();
        await RecoverAsync(lease ?? Lease);
    }

    /// <summary>The second half of it, for cases that look at what is there in between.</summary>
    internal async Task RecoverAsync(TimeSpan lease)
    {
        Time.Advance(lease);
        await SweepAsync();
    }

    /// <summary>Closes the engine and removes its data.</summary>
    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
