using Gnomon.Api;
using Gnomon.Client;
using Gnomon.Hosting;
using Gnomon.Http;
using Gnomon.Testing;
using Gnomon.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

/// <summary>An application with Gnomon in it, a worker and all, on a free port of 127.0.0.1, whose time a test moves.
/// </summary>
internal sealed class EventServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EventServer(WebApplication app) => _app = app;

    public FakeTime Time { get; private init; } = null!;

    public HttpClient Client { get; } = new();

    public JobClient Jobs => _app.Services.GetRequiredService<JobClient>();

    public HttpApi Api => new(Client);

    public HealthCheckService Health => _app.Services.GetRequiredService<HealthCheckService>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<EventServer> StartAsync(Func<GnomonBuilder, GnomonBuilder>? configure = null)
    {
        var time = new FakeTime();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddHealthChecks().AddGnomonHealthChecks();
        builder.Services.AddGnomon(g =>
        {
            g.UseStore("local:").AddHandler("good", (int n, JobContext _) => n)
                .AddHandler<int>("bad", (_, _) => throw new InvalidOperationException("broken\nin two lines"))
                .AddWorker();
            configure?.Invoke(g);
        });
        var app = builder.Build();
        app.MapGnomon();
        await app.StartAsync(Cancellation);
        var server = new EventServer(app) { Time = time };
        server.Client.BaseAddress = new Uri(app.Urls.First() + "/");
        return server;
    }

    /// <summary>Opens a stream of events; the first lines of it are read.</summary>
    public async Task<StreamReader> FollowAsync(string query = "")
    {
        var response = await Client.GetAsync(
            new Uri($"v1/events{query}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.StartsWith(": ", await reader.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("", await reader.ReadLineAsync(Cancellation));
        return reader;
    }

    public Task StopAsync() => _app.StopAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
