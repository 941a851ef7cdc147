using Shared.Servers;

namespace Gnomon.Conformance.Tests.Fixtures;

/// <summary>The store on a cluster that all cases share. Each has a namespace of its own, and so one of the three nodes.
/// </summary>
internal sealed class RedisClusterFixture : RedisDeploymentFixture
{
    private static readonly Lazy<Task<RedisClusterServers>> Cluster = new(StartAsync);

    public override string Name => "redis cluster";

    protected override async Task<string> UrlAsync()
    {
        var cluster = await Cluster.Value;
        return $"redis://{string.Join(',', cluster.Nodes.Select(node => $"127.0.0.1:{node.Port}"))}?cluster=true";
    }

    private static async Task<RedisClusterServers> StartAsync()
    {
        var cluster = await RedisClusterServers.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.DisposeAsync().AsTask().Wait();
        return cluster;
    }
}
