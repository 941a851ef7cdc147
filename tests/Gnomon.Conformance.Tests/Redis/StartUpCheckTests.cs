using Gnomon.Redis;
using Gnomon.Store;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>What the store says of servers when it is opened: what is wrong with them, and what they promise.</summary>
public sealed class StartUpCheckTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_password_and_no_password_are_told_apart()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "right");
        var wrong = await RefusedAsync($"redis://:wrong@127.0.0.1:{server.Port}");
        Assert.Contains($"redis at 127.0.0.1:{server.Port} does not accept the password of user 'default'", wrong.Message);
        Assert.DoesNotContain("wrong@", wrong.Message);
        var none = await RefusedAsync($"redis://127.0.0.1:{server.Port}");
        Assert.Contains("wants a password, and none was given", none.Message);
        await DescribeAsync($"redis://:right@127.0.0.1:{server.Port}");
    }

    [Fact]
    public async Task Database_that_is_not_there_is_named()
    {
        await using var server = await RedisServer.StartAsync();
        var error = await RefusedAsync($"redis://127.0.0.1:{server.Port}/99");
        Assert.Contains($"redis at 127.0.0.1:{server.Port} has no database 99", error.Message);
        await DescribeAsync($"redis://127.0.0.1:{server.Port}/15");
    }

    [Theory]
    [InlineData("6.2.14", "is version 6.2.14; version 7 or newer is needed")]
    [InlineData(null, "is older than 6; version 7 or newer is needed")]
    public async Task Server_that_is_too_old_is_refused(string? version, string text)
    {
        await using var old = new FakeRedis(
            _ => version is null ? "-ERR unknown command 'HELLO'\r\n" : FakeRedis.Hello(version));
        var error = await RefusedAsync($"redis://127.0.0.1:{old.Port}");
        Assert.Contains(text, error.Message);
    }

    [Fact]
    public async Task Replica_is_refused()
    {
        await using var server = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {FreePort.Next()}");
        var error = await RefusedAsync($"redis://127.0.0.1:{server.Port}");
        Assert.Contains("is a replica, which takes no writes; name its master, or its Sentinels", error.Message);
    }

    [Fact]
    public async Task Sentinel_and_node_of_a_cluster_are_refused_with_the_url_that_fits()
    {
        await using var sentinel = await RedisServer.StartSentinelAsync($"sentinel monitor main 127.0.0.1 {FreePort.Next()} 1");
        var error = await RefusedAsync($"redis://127.0.0.1:{sentinel.Port}");
        Assert.Contains($"is a Sentinel; write redis-sentinel://127.0.0.1:{sentinel.Port}/service", error.Message);
        await using var node = await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-port", $"{FreePort.Next()}");
        error = await RefusedAsync($"redis://127.0.0.1:{node.Port}");
        Assert.Contains("is a node of a cluster; add cluster=true", error.Message);
    }

    [Fact]
    public async Task Servers_that_are_asked_for_the_way_and_do_not_know_it_are_named()
    {
        await using var server = await RedisServer.StartAsync();
        var error = await RefusedAsync($"redis://127.0.0.1:{server.Port}?cluster=true&patience=0s");
        Assert.Contains($"127.0.0.1:{server.Port} is no node of a cluster that answers", error.Message);
        error = await RefusedAsync($"redis-sentinel://127.0.0.1:{server.Port}/main?patience=0s");
        Assert.Contains($"127.0.0.1:{server.Port} is no Sentinel that answers", error.Message);
        await using var sentinel = await RedisServer.StartSentinelAsync($"sentinel monitor main 127.0.0.1 {server.Port} 1");
        error = await RefusedAsync($"redis-sentinel://127.0.0.1:{sentinel.Port}/other?patience=0s");
        Assert.Contains($"127.0.0.1:{sentinel.Port} does not know the service 'other'", error.Message);
    }

    [Fact]
    public async Task Eviction_that_drops_jobs_is_refused()
    {
        await using var server = await RedisServer.StartAsync("--maxmemory-policy", "allkeys-lru");
        var error = await RefusedAsync($"redis://127.0.0.1:{server.Port}");
        Assert.Contains("drops jobs when its memory is full (maxmemory-policy allkeys-lru)", error.Message);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_with_the_address()
    {
        var port = FreePort.Next();
        var error = await RefusedAsync($"redis://127.0.0.1:{port}?patience=0s");
        Assert.Equal(StoreProblem.Inaccessible, error.Problem);
        Assert.Contains($"No connection to redis at 127.0.0.1:{port}: ConnectionRefused", error.Message);
    }

    [Theory]
    [InlineData(
        "--appendonly|yes|--appendfsync|always", "on the disk (appendfsync always)",
        "A crash of the server or of its machine loses nothing")]
    [InlineData("--appendonly|yes|--appendfsync|everysec", "(appendfsync everysec)", "up to the last 2 s")]
    [InlineData("--appendonly|yes|--appendfsync|no", "(appendfsync no)", "often 30 s")]
    [InlineData("--save|3600 1", "has it in its memory", "everything since its last snapshot (save 3600 1): set appendonly yes")]
    [InlineData("--appendonly|no", "has it in its memory", "loses everything")]
    [InlineData("--maxmemory-policy|volatile-ttl", "in its memory", "volatile-ttl a full memory may drop answers")]
    public async Task Loss_window_follows_the_settings(string settings, string stored, string lost)
    {
        await using var server = await RedisServer.StartAsync(settings.Split('|'));
        var description = await DescribeAsync($"redis://127.0.0.1:{server.Port}");
        Assert.Equal("redis", description.Engine);
        Assert.Contains(stored, description.Acknowledged);
        Assert.Contains($"at 127.0.0.1:{server.Port} has", description.Acknowledged);
        Assert.Contains(lost, description.LossWindow);
    }

    [Fact]
    public async Task Replicas_that_are_waited_for_are_part_of_what_is_promised()
    {
        await using var server = await RedisServer.StartAsync();
        var description = await DescribeAsync($"redis://127.0.0.1:{server.Port}?wait-replicas=2");
        Assert.EndsWith("has it in its memory and 2 replicas have it in their memory.", description.Acknowledged);
        Assert.Contains("wait-replicas asks for 2, and 0 are connected", description.LossWindow);
        Assert.Contains("A failover loses nothing if it promotes a replica that confirmed", description.LossWindow);
    }

    [Fact]
    public async Task Settings_that_may_not_be_read_are_no_obstacle()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        await RedisCli.RunAsync(server.Port, "ACL", "SETUSER", "app", "on", ">pw", "~*", "&*", "+@all", "-config");
        var description = await DescribeAsync($"redis://app:pw@127.0.0.1:{server.Port}");
        Assert.Contains("depends on appendfsync", description.LossWindow);
        Assert.Contains("may not read all settings (CONFIG GET)", description.LossWindow);
    }

    private static async Task<StoreDescription> DescribeAsync(string url)
    {
        await using var store = new RedisStore(RedisStoreOptions.Parse(url));
        return await store.InitializeAsync(Cancellation);
    }

    private static async Task<StoreException> RefusedAsync(string url)
    {
        await using var store = new RedisStore(RedisStoreOptions.Parse(url));
        return await Assert.ThrowsAsync<StoreException>(() => store.InitializeAsync(Cancellation));
    }
}
