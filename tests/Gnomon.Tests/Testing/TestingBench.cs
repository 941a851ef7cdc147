using Gnomon.Client;
using Gnomon.Hosting;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Testing;

/// <summary>A host in fake time, as a user's test would build it.</summary>
internal sealed class TestingBench : IAsyncDisposable
{
    private readonly IHost _host;

    private TestingBench(FakeTime time, IHost host, FaultyStore faults, TimeSpan patience)
    {
        (Time, _host, Faults) = (time, host, faults);
        Parts = host.Services.GetRequiredService<StoreParts>();
        Jobs = host.Services.GetRequiredService<JobClient>();
        Run = new JobRun(time, Parts) { Patience = patience };
        Expected = new JobExpectations(Parts.Query);
    }

    public FakeTime Time { get; }

    public FaultyStore Faults { get; }

    public StoreParts Parts { get; }

    public JobClient Jobs { get; }

    public JobRun Run { get; }

    public JobExpectations Expected { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestingBench> StartAsync(
        Action<GnomonBuilder, FakeTime> configure, TimeSpan? patience = null)
    {
        var time = new FakeTime();
        FaultyStore? faults = null;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddGnomon(g =>
        {
            g.UseStore("local:").WrapStore(parts => (faults = new FaultyStore(parts)).Parts);
            configure(g, time);
        });
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return new TestingBench(time, host, faults!, patience ?? TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(Cancellation);
        _host.Dispose();
    }
}
