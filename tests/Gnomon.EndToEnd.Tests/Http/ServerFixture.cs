using Gnomon.Api;
using Gnomon.Http;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Triggers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

/// <summary>A real server over a store in memory, on a free port of 127.0.0.1. No worker runs: tests claim and settle
/// jobs themselves.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    /// <summary>A calendar that the server knows.</summary>
    public static readonly NamedCalendar Known = new("known", [new DateOnly(2026, 5, 1), new DateOnly(2026, 10, 3)]);

    private readonly LocalStore _store = new(new LocalStoreOptions(), TimeProvider.System);
    private readonly WatchedWake _wake;
    private WebApplication? _app;

    public ServerFixture() => _wake = new WatchedWake(_store.Parts.Wake);

    public StoreParts Parts => _store.Parts;

    public HttpClient Client { get; } = new();

    public Uri Address => Client.BaseAddress!;

    public async ValueTask InitializeAsync()
    {
        await _store.InitializeAsync(TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IGnomonApi>(
            new StoreApi(_store.Parts with { Wake = _wake }, TimeProvider.System, [Known]));
        _app = builder.Build();
        _app.MapGnomon();
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Client.BaseAddress = new Uri(_app.Urls.First() + "/");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    /// <summary>Ends when a request waits for a signal.</summary>
    public Task ListeningAsync() => _wake.Listening;

    /// <summary>Stops the server, as the end of its process does.</summary>
    public Task StopAsync() => _app!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Hands the ready jobs of a queue out to a node that exists in name only.</summary>
    public async Task<ClaimedJob> ClaimAsync(string queue)
    {
        var request = new ClaimRequest("n1", [queue], 1, TimeSpan.FromMinutes(5));
        return Assert.Single((await Parts.Store.ClaimAsync(request, TestContext.Current.CancellationToken)).Jobs);
    }

    /// <summary>Ends an attempt and tells the listeners, as a worker does.</summary>
    public async Task SettleAsync(Settlement settlement)
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.True(Assert.Single(await Parts.Store.SettleAsync([settlement], cancellation)).Applied);
        await Parts.Wake.SignalAsync(new WakeHint(WakeTopic.Ended, null, [settlement.Token.Job]), cancellation);
    }
}
