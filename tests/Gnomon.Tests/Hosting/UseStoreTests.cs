using Gnomon.Hosting;
using Gnomon.Local;
using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>The way in for engines.</summary>
public sealed class UseStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_makes_its_store_which_the_host_opens_and_disposes()
    {
        var owner = new Owner();
        var made = 0;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGnomon(gnomon => gnomon.UseStore(surroundings =>
        {
            made++;
            owner.Store = new LocalStore(new LocalStoreOptions(), surroundings.Time);
            return new EngineStore(owner.Store.Parts, owner, "engine:1");
        }));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        Assert.Equal("local", host.Services.GetRequiredService<StoreDescription>().Engine);
        await host.StopAsync(Cancellation);
        host.Dispose();
        Assert.Equal((1, true), (made, owner.IsDisposed));
    }

    [Fact]
    public async Task Of_several_stores_the_last_that_was_chosen_is_used()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGnomon(gnomon => gnomon
            .UseStore(_ => throw new InvalidOperationException("The engine's store is not wanted any more."))
            .UseStore("local:"));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);
    }

    private sealed class Owner : IAsyncDisposable
    {
        public LocalStore Store { get; set; } = null!;

        public bool IsDisposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return Store.DisposeAsync();
        }
    }
}
