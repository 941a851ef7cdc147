using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing.Faults;

namespace Gnomon.Tests.Hosting;

/// <summary>Lets several hosts of one process work on one store, as processes on one server do.</summary>
internal sealed class SharedStore : StoreDecorator
{
    private readonly StoreDescription _description;

    private SharedStore(StoreParts parts, StoreDescription description)
        : base(parts) => _description = description;

    public static async Task<SharedStore> OfAsync(LocalStore store, IWakeSignal? wake = null)
    {
        var description = await store.InitializeAsync(default);
        return new SharedStore(wake is null ? store.Parts : store.Parts with { Wake = wake }, description);
    }

    /// <summary>It is open already.</summary>
    public override Task<StoreDescription> InitializeAsync(CancellationToken cancellation) =>
        Task.FromResult(_description);
}
