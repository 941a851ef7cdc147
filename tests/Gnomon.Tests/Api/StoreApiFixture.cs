using Gnomon.Api;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Api;

/// <summary>Tests of the API over a store in memory.</summary>
public abstract class StoreApiFixture : IAsyncLifetime
{
    private protected LocalStore Store { get; } = new(new LocalStoreOptions(), TimeProvider.System);

    private protected StoreApi Api { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Store.InitializeAsync(Cancellation);
        Api = new StoreApi(Store.Parts, TimeProvider.System);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Store.DisposeAsync();
    }
}
