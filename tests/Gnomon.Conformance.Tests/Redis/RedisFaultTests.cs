using Gnomon.Redis;
using Gnomon.Redis.Deployment;
using Gnomon.Wire;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>Faults under load: nothing that was acknowledged is lost, and nothing is carried out twice.</summary>
public sealed class RedisFaultTests(ITestOutputHelper output)
{
    private const int Rounds = 20;
    private const string Patience = "patience=60s";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_server_that_syncs_always_loses_nothing_it_acknowledged()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var store = await OpenAsync(RedisStoreOptions.Parse($"redis://127.0.0.1:{server.Port}?{Patience}"));
        var load = new JobLoad(store.Parts);
        load.Start();
        for (var round = 0; round < Rounds; round++)
        {
            await load.MoreAsync(50);
            await server.KillAsync();
            await server.StartAgainAsync();
        }

        await load.MoreAsync(50);
        await load.EndAsync();
        output.WriteLine($"{load.Stored} jobs over {Rounds} kills");
    }

    [Fact]
    public async Task Connection_that_breaks_again_and_again_loses_and_doubles_nothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new FaultProxy(server.Port);
        var pieces = new int[1000];
        // Behind the hand-shake the connection breaks at another reply or command each time: now before it, now in its
        // middle, now after it.
        proxy.ToClient = (connection, piece) => connection % 2 == 0 || Next(connection) < 8 + (connection % 7) ? default
            : (connection % 3) switch
            {
                0 => ProxyFault.DropBefore,
                1 => ProxyFault.DropAt(piece.Length / 2),
                _ => ProxyFault.DropAfter,
            };
        proxy.ToServer = (connection, piece) => connection % 2 == 1 || Next(connection) < 8 + (connection % 7) ? default
            : (connection % 3) switch
            {
                0 => ProxyFault.DropBefore,
                1 => ProxyFault.DropAt(piece.Length / 2),
                _ => ProxyFault.DropAfter,
            };
        await using var store = await OpenAsync(RedisStoreOptions.Parse($"redis://127.0.0.1:{proxy.Port}?{Patience}"));
        var load = new JobLoad(store.Parts);
        load.Start();
        await load.MoreAsync(3000);
        (proxy.ToClient, proxy.ToServer) = (null, null);
        await load.EndAsync();
        Assert.True(proxy.Accepted > 20, $"Only {proxy.Accepted} connections were made.");
        output.WriteLine($"{load.Stored} jobs over {proxy.Accepted} connections");

        int Next(int connection) => Interlocked.Increment(ref pieces[connection % pieces.Length]);
    }

    [Fact]
    public async Task Server_that_stands_still_carries_out_nothing_twice_when_it_goes_on()
    {
        await using var server = await RedisServer.StartAsync();
        using var failed = new SemaphoreSlim(0);
        var options = RedisStoreOptions.Parse(
            $"redis://127.0.0.1:{server.Port}?{Patience}&command-timeout=500ms&connect-timeout=500ms");
        await using var store = await OpenAsync(options with
        {
            Server = options.Server with
            {
                Wire = options.Server.Wire with
                {
                    OnChange = change =>
                    {
                        if (change.State == WireState.AttemptFailed) failed.Release();
                    },
                },
            },
        });
        var load = new JobLoad(store.Parts);
        load.Start();
        for (var round = 0; round < 3; round++)
        {
            await load.MoreAsync(100);
            server.Pause();
            // Calls that were on their way have been given up, and the connection is being made anew.
            for (var attempt = 0; attempt < 2; attempt++) await failed.WaitAsync(Cancellation);
            server.Resume();
        }

        await load.MoreAsync(100);
        await load.EndAsync();
    }

    [Fact]
    public async Task Failover_to_a_replica_that_confirmed_loses_nothing_and_is_followed()
    {
        await using var group = await RedisSentinels.StartAsync(replicas: 2);
        var hosts = string.Join(',', group.Sentinels.Select(one => $"127.0.0.1:{one.Port}"));
        await using var store = await OpenAsync(RedisStoreOptions.Parse(
            $"redis-sentinel://{hosts}/{RedisSentinels.Service}?{Patience}&wait-replicas=1&wait-timeout=4s"));
        var load = new JobLoad(store.Parts);
        load.Start();
        await load.MoreAsync(300);
        await group.Master.KillAsync();
        await group.PromotedAsync();
        var promoted = TimeProvider.System.GetTimestamp();
        await load.MoreAsync(1);
        output.WriteLine($"resumed {TimeProvider.System.GetElapsedTime(promoted).TotalSeconds:0.00} s after the promotion");
        await load.MoreAsync(300);
        await load.EndAsync();
    }

    [Fact]
    public async Task Slot_that_moves_back_and_forth_loses_and_doubles_nothing()
    {
        await using var cluster = await RedisClusterServers.StartAsync();
        var hosts = string.Join(',', cluster.Nodes.Select(node => $"127.0.0.1:{node.Port}"));
        await using var store = await OpenAsync(RedisStoreOptions.Parse($"redis://{hosts}?cluster=true&{Patience}"));
        var slot = HashSlot.Of("gnomon");
        var load = new JobLoad(store.Parts);
        load.Start();
        for (var round = 0; round < 3; round++)
        {
            await load.MoreAsync(200);
            var from = await cluster.OwnerAsync(slot);
            var to = cluster.Nodes.First(node => node != from);
            var moved = await RedisClusterServers.MoveAsync(slot, from, to);
            output.WriteLine($"{moved} keys moved");
        }

        await load.MoreAsync(200);
        await load.EndAsync();
    }

    private static async Task<RedisStore> OpenAsync(RedisStoreOptions options)
    {
        var store = new RedisStore(QuickReconnects.With(options));
        await store.InitializeAsync(Cancellation);
        return store;
    }
}
