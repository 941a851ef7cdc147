using System.Text;

namespace Gnomon.Benchmarks;

/// <summary>Counts what an idle node sends to a Redis server that nobody else uses.</summary>
internal sealed class Idle(Settings settings, TimeSpan span)
{
    /// <summary>By then the node has seen that the cluster is quiet.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    public async Task<IdleReport> RunAsync(CancellationToken cancellation)
    {
        var redis = settings.Redis ?? throw new ArgumentException("The verb idle needs a store on Redis, redis://host:port.");
        await redis.CleanAsync();
        using var host = await settings.StartAsync(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes("0")));
        await Task.Delay(Settling, TimeProvider.System, cancellation);
        var before = await redis.CommandsAsync();
        await Task.Delay(span, TimeProvider.System, cancellation);
        var after = await redis.CommandsAsync();
        await host.StopAsync(cancellation);
        await redis.CleanAsync();
        return new IdleReport(
            settings.Store, span.TotalSeconds, after.Sent - before.Sent, (after.Sent - before.Sent) / span.TotalSeconds,
            (after.Inside - before.Inside) / span.TotalSeconds);
    }
}
