using System.Globalization;
using Gnomon.Redis;
using Gnomon.Wire.Resp;

namespace Gnomon.Benchmarks;

/// <summary>The namespace of a Redis server that a benchmark may fill and empty.</summary>
internal sealed class RedisNamespace
{
    private const string Prefix = "bench";
    private const int ScanCount = 1000;

    /// <summary>What the store sends; scripts call none of these.</summary>
    private static readonly HashSet<string> Sent = ["fcall", "fcall_ro", "publish", "ping", "function|load", "wait"];

    /// <summary>What the measuring connection sends.</summary>
    private static readonly HashSet<string> Own = ["hello", "info", "select", "client|setname", "client|setinfo"];

    private readonly RedisStoreOptions _options;

    /// <exception cref="ArgumentException">It may hold jobs of somebody else.</exception>
    public RedisNamespace(string url)
    {
        _options = RedisStoreOptions.Parse(url);
        if (!_options.Namespace.StartsWith(Prefix, StringComparison.Ordinal))
            throw new ArgumentException(
                $"A benchmark empties its namespace first: name one that begins with {Prefix}, ?namespace={Prefix}.");
        if (_options.Discovery is not null)
            throw new ArgumentException("A benchmark takes one server, redis://host:port, no Sentinels and no cluster.");
    }

    /// <summary>Removes all its keys.</summary>
    public async Task CleanAsync()
    {
        await using var redis = await RespConnection.ConnectAsync(_options.Server);
        var cursor = "0";
        do
        {
            using var scan = RespCommand.Create("SCAN"u8)
                .Add(cursor).Add("MATCH").Add($"{{{_options.Namespace}[}}:]*").Add("COUNT").Add(ScanCount);
            (cursor, var keys) = await redis.ExecuteAsync(scan, Found);
            if (keys.Length == 0) continue;
            using var unlink = RespCommand.Create("UNLINK"u8);
            foreach (var key in keys) unlink.Add(key);
            await redis.ExecuteAsync(unlink, RespParsers.Any);
        }
        while (cursor != "0");
    }

    /// <summary>Bytes that the server has in use for data.</summary>
    public async Task<long> UsedMemoryAsync()
    {
        await using var redis = await RespConnection.ConnectAsync(_options.Server);
        using var info = RespCommand.Create("INFO"u8).Add("memory");
        var text = await redis.ExecuteAsync(info, RespParsers.Text);
        var line = text!.Split("\r\n").First(line => line.StartsWith("used_memory:", StringComparison.Ordinal));
        return long.Parse(line["used_memory:".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>The commands that the server has been sent by programs that schedule, and those that their scripts called.
    /// </summary>
    public async Task<(long Sent, long Inside)> CommandsAsync()
    {
        await using var redis = await RespConnection.ConnectAsync(_options.Server);
        using var info = RespCommand.Create("INFO"u8).Add("commandstats");
        var text = await redis.ExecuteAsync(info, RespParsers.Text);
        var (sent, inside) = (0L, 0L);
        foreach (var line in text!.Split("\r\n"))
        {
            // cmdstat_fcall:calls=12,usec=…
            if (!line.StartsWith("cmdstat_", StringComparison.Ordinal)) continue;
            var name = line["cmdstat_".Length..line.IndexOf(':')];
            var calls = line.IndexOf("calls=", StringComparison.Ordinal) + "calls=".Length;
            var count = long.Parse(line[calls..line.IndexOf(',')], CultureInfo.InvariantCulture);
            if (Sent.Contains(name)) sent += count;
            else if (!Own.Contains(name)) inside += count;
        }

        return (sent, inside);
    }

    private static (string Cursor, byte[][] Keys) Found(ref RespReader reader, object? state)
    {
        reader.ReadArray();
        var cursor = reader.ReadString()!;
        var keys = new byte[reader.ReadArray()][];
        for (var i = 0; i < keys.Length; i++) keys[i] = reader.ReadBytes()!;
        return (cursor, keys);
    }
}
