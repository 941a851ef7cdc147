using Gnomon.Redis;
using Gnomon.Wire.Resp;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

public sealed class RedisStoreOptionsTests
{
    [Fact]
    public void A_url_says_server_namespace_and_promises()
    {
        var options = RedisStoreOptions.Parse(
            "redis://ada:secret@db.example:7000/3?namespace=shop&wait-replicas=2&wait-timeout=250ms&patience=3s&retention=2h");
        Assert.Equal("db.example:7000", options.Server.Wire.Endpoint.ToString());
        Assert.Equal(("ada", "secret", 3), (options.Server.User, options.Server.Password, options.Server.Database));
        Assert.Equal(("shop", 2), (options.Namespace, options.WaitReplicas));
        Assert.Equal(
            (TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(3), TimeSpan.FromHours(2)),
            (options.WaitTimeout, options.Patience, options.Retention));
        Assert.Null(options.Discovery);
        Assert.Equal("redis://db.example:7000/3?namespace=shop", options.Place);
    }

    [Fact]
    public void Sentinels_and_clusters_are_where_the_server_is_asked_for()
    {
        var sentinel = RedisStoreOptions.Parse("redis-sentinel://a,b:7001/main/2").Discovery!;
        Assert.Equal((RespDeployment.Sentinel, "main", 2), (sentinel.Deployment, sentinel.Service, sentinel.Hosts.Count));
        var cluster = RedisStoreOptions.Parse("rediss://a,b/?cluster=true").Discovery!;
        Assert.Equal(RespDeployment.Cluster, cluster.Deployment);
        Assert.NotNull(cluster.Tls);
    }

    [Theory]
    [InlineData("redis://h?wait-replicas=many", "wait-replicas=many is not a whole number")]
    [InlineData("redis://h?wait-replicas=101", "WaitReplicas: 101 is not in the range from 0 to 100")]
    [InlineData("redis://h?patience=soon", "patience=soon is not a duration")]
    [InlineData("redis://h?patience=2h", "Patience: 02:00:00 is not in the range")]
    [InlineData("redis://h?namespace=a{b", "Namespace: 'a{b' is not 1 to 64 letters")]
    [InlineData("redis://h?names=a", "'names' is not known")]
    [InlineData("redis://h?wait-replicas=1&wait-timeout=5s", "WaitTimeout: 00:00:05 is not less than")]
    public void What_is_wrong_with_a_url_is_said(string url, string text)
    {
        var error = Assert.Throws<FormatException>(() => RedisStoreOptions.Parse(url));
        Assert.Contains(text, error.Message);
    }

    [Fact]
    public void No_message_shows_a_password()
    {
        var error = Assert.Throws<FormatException>(() => RedisStoreOptions.Parse("redis://ada:secret@h?patience=x"));
        Assert.DoesNotContain("secret", error.Message);
        Assert.DoesNotContain("secret", RedisStoreOptions.Parse("redis://ada:secret@h").ToString());
    }

    [Theory]
    [InlineData("foo", 12_182)]
    [InlineData("123456789", 12_739)]
    public void The_slot_of_a_namespace_is_that_of_its_hash_tag(string tag, int slot) =>
        Assert.Equal(slot, Gnomon.Redis.Deployment.HashSlot.Of(tag));
}
