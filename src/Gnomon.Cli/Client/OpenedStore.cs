using Gnomon.Hosting;
using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Cli.Client;

/// <summary>A store that this process has opened for one command: no worker, no schedules fired.</summary>
internal sealed class OpenedStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private OpenedStore(ServiceProvider services) => _services = services;

    /// <summary>What the store said of itself.</summary>
    public StoreDescription Description { get; private set; } = new("", "", "");

    public StoreParts Parts => _services.GetRequiredService<StoreParts>();

    public static async Task<OpenedStore> OpenAsync(string url, TimeProvider time, CancellationToken cancellation)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time);
        services.AddGnomon(gnomon => StoreChoice.Use(gnomon, url));
        var opened = new OpenedStore(services.BuildServiceProvider());
        try
        {
            opened.Description = await opened.Parts.Store.InitializeAsync(cancellation).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
