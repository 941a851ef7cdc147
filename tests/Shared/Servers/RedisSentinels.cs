using System.Globalization;
using Gnomon.Wire;

namespace Shared.Servers;

/// <summary>A master, a replica and Sentinels that watch them, of a test's own.</summary>
internal sealed class RedisSentinels : IAsyncDisposable
{
    public const string Service = "gnomon";

    private readonly List<RedisServer> _all = [];

    private RedisSentinels()
    {
    }

    public RedisServer Master { get; private set; } = null!;

    public List<RedisServer> Replicas { get; } = [];

    public List<RedisServer> Sentinels { get; } = [];

    /// <summary>Starts all, and waits until the Sentinels know each other and the replica.</summary>
    public static async Task<RedisSentinels> StartAsync(
        int sentinels = 3, int replicas = 1, int downAfterMilliseconds = 500)
    {
        var group = new RedisSentinels();
        try
        {
            group.Master = await RedisServer.StartAsync("--repl-diskless-sync-delay", "0");
            group._all.Add(group.Master);
            for (var i = 0; i < replicas; i++)
            {
                var replica = await RedisServer.StartAsync(
                    "--replicaof", $"127.0.0.1 {group.Master.Port}", "--repl-diskless-sync-delay", "0");
                group.Replicas.Add(replica);
                group._all.Add(replica);
                await RedisCli.UntilAsync(replica.Port, text => text.Contains("connected"), "ROLE");
            }

            for (var i = 0; i < sentinels; i++)
            {
                var sentinel = await RedisServer.StartSentinelAsync(string.Create(CultureInfo.InvariantCulture, $"""
                    sentinel monitor {Service} 127.0.0.1 {group.Master.Port} {(sentinels / 2) + 1}
                    sentinel down-after-milliseconds {Service} {downAfterMilliseconds}
                    sentinel failover-timeout {Service} 5000
                    """));
                group.Sentinels.Add(sentinel);
                group._all.Add(sentinel);
            }

            foreach (var sentinel in group.Sentinels)
            {
                await RedisCli.UntilAsync(
                    sentinel.Port, text => text.Contains($"num-other-sentinels {sentinels - 1}")
                        && text.Contains($"num-slaves {replicas}"), "SENTINEL", "MASTER", Service);
                await RedisCli.UntilAsync(
                    sentinel.Port, text => text.Split("master-link-status ok").Length == replicas + 1, "SENTINEL", "REPLICAS", Service);
            }

            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until one of the replicas has become the master.</summary>
    /// <exception cref="TimeoutException">None has within a minute.</exception>
    public async Task PromotedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (!limit.IsCancellationRequested)
        {
            foreach (var replica in Replicas)
                if (await IsMasterAsync(replica)) return;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }

        throw new TimeoutException("No replica was promoted.");
    }

    private static async Task<bool> IsMasterAsync(RedisServer server)
    {
        try
        {
            return (await RedisCli.RunAsync(server.Port, "ROLE")).StartsWith("master", StringComparison.Ordinal);
        }
        catch (WireException)
        {
            // Sentinels end the connections of a replica that they promote.
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // First those that would act upon the others' end.
        foreach (var one in Enumerable.Reverse(_all)) await one.DisposeAsync();
    }
}
