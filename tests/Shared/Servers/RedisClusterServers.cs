using System.Globalization;
using Gnomon.Wire.Resp;

namespace Shared.Servers;

/// <summary>Masters of a cluster of a test's own, on the loopback address, with all slots in equal parts.</summary>
internal sealed class RedisClusterServers : IAsyncDisposable
{
    private const int Slots = 16_384;
    private const int KeysAtOnce = 50;
    private const int MigrateTimeoutMilliseconds = 5000;

    private readonly List<RedisServer> _nodes = [];

    private RedisClusterServers()
    {
    }

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>Starts a cluster and waits until each node knows that all slots are served.</summary>
    public static async Task<RedisClusterServers> StartAsync(int masters = 3)
    {
        var cluster = new RedisClusterServers();
        try
        {
            for (var i = 0; i < masters; i++) cluster._nodes.Add(await StartNodeAsync());
            for (var i = 0; i < masters; i++)
                await RedisCli.RunAsync(
                    cluster._nodes[i].Port, "CLUSTER", "ADDSLOTSRANGE", $"{Slots * i / masters}",
                    $"{(Slots * (i + 1) / masters) - 1}");
            foreach (var node in cluster._nodes.Skip(1))
                await RedisCli.RunAsync(
                    cluster._nodes[0].Port, "CLUSTER", "MEET", "127.0.0.1", $"{node.Port}", $"{BusPort(node.Port)}");
            foreach (var node in cluster._nodes)
                await RedisCli.UntilAsync(
                    node.Port, text => text.Contains("cluster_state:ok") && text.Contains($"cluster_known_nodes:{masters}"),
                    "CLUSTER", "INFO");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that serves a slot, as the first node knows it.</summary>
    public async Task<RedisServer> OwnerAsync(int slot)
    {
        foreach (var node in _nodes)
        {
            var own = (await RedisCli.RunAsync(node.Port, "CLUSTER", "NODES")).Split('\n').First(line => line.Contains("myself"));
            foreach (var range in own.Split(' ').Skip(8).Where(word => !word.StartsWith('[')))
            {
                var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
                if (slot >= ends[0] && slot <= ends[^1]) return node;
            }
        }

        throw new InvalidOperationException($"Nobody serves slot {slot}.");
    }

    /// <summary>Moves a slot with its keys, a few at a time, as redis-cli does.</summary>
    /// <returns>How many keys were moved.</returns>
    public static async Task<int> MoveAsync(int slot, RedisServer from, RedisServer to)
    {
        var (fromId, toId) = (await IdAsync(from), await IdAsync(to));
        await RedisCli.RunAsync(to.Port, "CLUSTER", "SETSLOT", $"{slot}", "IMPORTING", fromId);
        await RedisCli.RunAsync(from.Port, "CLUSTER", "SETSLOT", $"{slot}", "MIGRATING", toId);
        var moved = 0;
        while (await KeysAsync(from, slot) is { Count: > 0 } keys)
        {
            await MigrateAsync(from, to, keys);
            moved += keys.Count;
        }

        await RedisCli.RunAsync(to.Port, "CLUSTER", "SETSLOT", $"{slot}", "NODE", toId);
        await RedisCli.RunAsync(from.Port, "CLUSTER", "SETSLOT", $"{slot}", "NODE", toId);
        return moved;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private static async Task<List<byte[]>> KeysAsync(RedisServer node, int slot)
    {
        await using var connection = await RedisCli.ConnectAsync(node.Port);
        using var command = RespCommand.Create("CLUSTER"u8).Add("GETKEYSINSLOT").Add(slot).Add(KeysAtOnce);
        return await connection.ExecuteAsync(command, static (ref reader, _) =>
        {
            var keys = new List<byte[]>();
            for (var left = reader.ReadArray(); left > 0; left--) keys.Add(reader.ReadBytes()!);
            return keys;
        });
    }

    private static async Task MigrateAsync(RedisServer from, RedisServer to, List<byte[]> keys)
    {
        await using var connection = await RedisCli.ConnectAsync(from.Port);
        using var command = RespCommand.Create("MIGRATE"u8)
            .Add("127.0.0.1").Add(to.Port).Add("").Add(0).Add(MigrateTimeoutMilliseconds).Add("KEYS");
        foreach (var key in keys) command.Add(key);
        await connection.ExecuteAsync(command, RespParsers.Any);
    }

    private static Task<string> IdAsync(RedisServer node) => RedisCli.RunAsync(node.Port, "CLUSTER", "MYID");

    // The usual bus port, 10,000 above, is beyond the last one for many free ports.
    private static int BusPort(int port) => port > 55_000 ? port - 10_000 : port + 10_000;

    private static Task<RedisServer> StartNodeAsync() => RedisServer.StartAsync(server =>
    [
        "--cluster-enabled", "yes", "--cluster-port", $"{BusPort(server.Port)}", "--cluster-node-timeout", "2000",
        "--cluster-config-file", "nodes.conf",
    ]);
}
