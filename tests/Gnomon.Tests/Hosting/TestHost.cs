using Gnomon.Client;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>A host with a store in memory, stopped with the test.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TestHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public JobClient Jobs => _host.Services.GetRequiredService<JobClient>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestHost> StartAsync(
        Action<GnomonBuilder> configure, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        services?.Invoke(builder.Services);
        builder.Services.AddGnomon(g =>
        {
            g.UseStore("local:");
            configure(g);
        });
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return new TestHost(host);
    }

    /// <summary>Enqueues a job and waits for its end.</summary>
    public async Task<Job> RunAsync<TArgs>(string handler, TArgs args, Action<EnqueueOptions>? configure = null) =>
        await EndedAsync(await Jobs.EnqueueAsync(handler, args, configure, Cancellation));

    public async Task<Job> EndedAsync(JobId id) =>
        await Jobs.WaitAsync(id, Cancellation) ?? throw new InvalidOperationException($"no job {id}");

    public Task StopAsync() => _host.StopAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(Cancellation);
        _host.Dispose();
    }
}
