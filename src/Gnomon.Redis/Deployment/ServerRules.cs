using System.Globalization;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Deployment;

/// <summary>What a server must be, checked on each connection: a failover may lead to another one.</summary>
internal static class ServerRules
{
    /// <summary>The oldest version: scripts of settlements say that they may run while the memory is full, which older ones
    /// do not understand.</summary>
    public const int OldestMajor = 7;

    /// <exception cref="WireException">It is not.</exception>
    public static void Check(RespServerInfo server, WireEndpoint endpoint, RedisStoreOptions options)
    {
        var deployment = options.Discovery?.Deployment ?? RespDeployment.Single;
        var refusal = server switch
        {
            { Mode: "sentinel" } =>
                $"{endpoint} is a Sentinel; write redis-sentinel://{endpoint}/service, with the name of its service",
            _ when Major(server.Version) is var major && major < OldestMajor =>
                $"redis at {endpoint} is {(server.Version.Length == 0 ? "older than 6" : "version " + server.Version)}; "
                + $"version {OldestMajor} or newer is needed",
            { Mode: "cluster" } when deployment != RespDeployment.Cluster =>
                $"redis at {endpoint} is a node of a cluster; add cluster=true to the URL's options",
            { Role: "replica" } => deployment == RespDeployment.Single
                ? $"redis at {endpoint} is a replica, which takes no writes; name its master, or its Sentinels with "
                + "redis-sentinel://"
                : $"redis at {endpoint} is a replica, though it was named as the master; it is asked for again",
            _ => null,
        };
        if (refusal is not null) throw new WireException(WireProblem.Refused, refusal + ".");
    }

    private static int Major(string version) => int.TryParse(
        version.AsSpan(0, Math.Max(0, version.IndexOf('.', StringComparison.Ordinal))), NumberStyles.None,
        CultureInfo.InvariantCulture, out var major) ? major : 0;
}
