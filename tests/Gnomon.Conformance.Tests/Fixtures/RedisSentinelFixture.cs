using Shared.Servers;

namespace Gnomon.Conformance.Tests.Fixtures;

/// <summary>The store on the master that Sentinels name, with a replica that confirms each change.</summary>
internal sealed class RedisSentinelFixture : RedisDeploymentFixture
{
    private static readonly Lazy<Task<RedisSentinels>> Sentinels = new(StartAsync);

    public override string Name => "redis sentinel, wait-replicas=1";

    protected override async Task<string> UrlAsync()
    {
        var group = await Sentinels.Value;
        var hosts = string.Join(',', group.Sentinels.Select(one => $"127.0.0.1:{one.Port}"));
        // The machine may stand still for seconds under the tests.
        return $"redis-sentinel://{hosts}/{RedisSentinels.Service}?wait-replicas=1&wait-timeout=4s";
    }

    private static async Task<RedisSentinels> StartAsync()
    {
        // Nothing fails over here; the Sentinels would take a slow machine for a dead one.
        var group = await RedisSentinels.StartAsync(sentinels: 1, downAfterMilliseconds: 60_000);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => group.DisposeAsync().AsTask().Wait();
        return group;
    }
}
