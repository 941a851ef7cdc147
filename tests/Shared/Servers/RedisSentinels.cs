using System.Globalization;

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

    public RedisServer Replica { get; private set; } = null!;

    public List<RedisServer> Sentinels { get; } = [];

    /// <summary>Starts all, and waits until the Sentinels know each other and the replica.</summary>
    public static async Task<RedisSentinels> StartAsync(int sentinels = 3, int downAfterMilliseconds = 500)
    {
        var group = new RedisSentinels();
        try
        {
            group.Master = await RedisServer.StartAsync("--repl-diskless-sync-delay", "0");
            group._all.Add(group.Master);
            group.Replica = await RedisServer.StartAsync(
                "--replicaof", $"127.0.0.1 {group.Master.Port}", "--repl-diskless-sync-delay", "0");
            group._all.Add(group.Replica);
            await RedisCli.UntilAsync(group.Replica.Port, text => text.Contains("connected"), "ROLE");
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
                        && text.Contains("num-slaves 1"), "SENTINEL", "MASTER", Service);
                await RedisCli.UntilAsync(
                    sentinel.Port, text => text.Contains("master-link-status ok"), "SENTINEL", "REPLICAS", Service);
            }

            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // First those that would act upon the others' end.
        foreach (var one in Enumerable.Reverse(_all)) await one.DisposeAsync();
    }
}
