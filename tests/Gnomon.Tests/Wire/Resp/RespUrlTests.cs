using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

public sealed class RespUrlTests
{
    [Theory]
    [InlineData("redis://localhost", "localhost:6379", 0)]
    [InlineData("redis://localhost:7000/3", "localhost:7000", 3)]
    [InlineData("redis://10.0.0.1/", "10.0.0.1:6379", 0)]
    [InlineData("redis://[::1]:7000", "[::1]:7000", 0)]
    [InlineData("REDIS://h", "h:6379", 0)]
    [InlineData("redis://a,b:7001,c?cluster=true", "a:6379,b:7001,c:6379", 0)]
    public void Hosts_and_database_are_read(string text, string hosts, int database)
    {
        var url = RespUrl.Parse(text);
        Assert.Equal(hosts, string.Join(',', url.Hosts));
        Assert.Equal(database, url.Database);
        Assert.Null(url.Tls);
    }

    [Fact]
    public void Credentials_are_unescaped()
    {
        var url = RespUrl.Parse("redis://app:p%40s%2Fs:w@h");
        Assert.Equal(("app", "p@s/s:w"), (url.User, url.Password));
        Assert.Null(RespUrl.Parse("redis://:secret@h").User);
        Assert.DoesNotContain("secret", RespUrl.Parse("redis://:secret@h").ToString());
    }

    [Fact]
    public void Sentinels_are_read_with_service_and_database()
    {
        var url = RespUrl.Parse("redis-sentinel://u:p@s1,s2:26380/mymaster/4?tls=true&ca=/etc/ca.pem&sentinel-password=x");
        Assert.Equal(RespDeployment.Sentinel, url.Deployment);
        Assert.Equal("s1:26379,s2:26380", string.Join(',', url.Hosts));
        Assert.Equal(("mymaster", 4, "/etc/ca.pem"), (url.Service, url.Database, url.Tls!.AuthorityFile));
        Assert.Equal((null, "x", 0), (url.ToSentinelOptions(url.Hosts[0]).User, url.ToSentinelOptions(url.Hosts[0]).Password,
            url.ToSentinelOptions(url.Hosts[0]).Database));
        Assert.Equal(("u", "p", 4), (url.ToOptions(url.Hosts[0]).User, url.ToOptions(url.Hosts[0]).Password,
            url.ToOptions(url.Hosts[0]).Database));
    }

    [Fact]
    public void Options_are_read_and_the_others_handed_on()
    {
        var url = RespUrl.Parse(
            "rediss://h?server-name=r.test&connect-timeout=500ms&command-timeout=2m&ping-interval=3s&client-name=n&stripes=4");
        Assert.Equal("r.test", url.Tls!.ServerName);
        Assert.Equal(
            (TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(3), "n"),
            (url.ConnectTimeout, url.CommandTimeout, url.PingInterval, url.ClientName));
        Assert.Equal("4", Assert.Single(url.Others).Value);
        url.ToOptions(url.Hosts[0]).Validate();
    }

    [Theory]
    [InlineData("http://h", "begins with 'http://'")]
    [InlineData("localhost:6379", "A Redis URL is")]
    [InlineData("redis://", "names no host")]
    [InlineData("redis://a,b", "names 2 hosts")]
    [InlineData("redis://a,,b?cluster=true", "names no host")]
    [InlineData("redis://h:0", "port of host 'h'")]
    [InlineData("redis://h:99999", "port of host 'h'")]
    [InlineData("redis://h:x", "port of host 'h'")]
    [InlineData("redis://::1", "not a name or an address")]
    [InlineData("redis://[::1", "closing bracket")]
    [InlineData("redis://[abc]", "not an IPv6 address")]
    [InlineData("redis://h/abc", "'abc' is not a number")]
    [InlineData("redis://h/1/2", "too many parts")]
    [InlineData("redis://h/3?cluster=true", "only database 0")]
    [InlineData("redis://user@h", "user without a password")]
    [InlineData("redis-sentinel://h", "names no service")]
    [InlineData("redis-sentinel://h/s/1/2", "too many parts")]
    [InlineData("redis-sentinel://h/s?cluster=true", "a cluster has no Sentinels")]
    [InlineData("redis://h?tls", "'tls' has no value")]
    [InlineData("redis://h?tls=yes", "tls=yes is not true or false")]
    [InlineData("redis://h?ca=f", "'ca' needs TLS")]
    [InlineData("redis://h?a=1&a=2", "'a' twice")]
    [InlineData("rediss://h?tls=false", "rediss:// and tls=false")]
    [InlineData("rediss://h?thumbprint=12", "64 hexadecimal digits")]
    [InlineData("redis://h?connect-timeout=5", "connect-timeout=5 is not a duration")]
    [InlineData("redis://h?connect-timeout=0s", "connect-timeout=0s is not a duration")]
    [InlineData("redis://h#x", "write %23")]
    public void What_is_wrong_is_said(string text, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => RespUrl.Parse(text)).Message);

    [Theory]
    [InlineData("redis://user:s3cret@h:x")]
    [InlineData("redis://user:s3cret@h/abc")]
    [InlineData("redis://user:s3cret?x@h")]
    [InlineData("redis://user:s3#cret@h")]
    [InlineData("redis://s3cret?x@h")]
    [InlineData("redis://user:s3cret@h?tls=maybe")]
    [InlineData("redis-sentinel://user:s3cret@h")]
    [InlineData("redis-sentinel://h/s?sentinel-password=s3cret&sentinel-password=s3cret")]
    public void No_message_shows_a_password(string text)
    {
        var error = Assert.Throws<FormatException>(() => RespUrl.Parse(text));
        Assert.DoesNotContain("s3", error.ToString().Split(" at ")[0]);
    }

    [Fact]
    public void Random_texts_are_read_or_refused()
    {
        const string Alphabet = "abz:/@?&=,.[]%#0129 \0ü";
        string[] starts = ["redis://", "rediss://", "redis-sentinel://", ""];
        var random = new Random(3);
        for (var round = 0; round < 50_000; round++)
        {
            var text = starts[random.Next(starts.Length)]
                + new string([.. Enumerable.Range(0, random.Next(25)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            try
            {
                Assert.NotEmpty(RespUrl.Parse(text).Hosts);
            }
            catch (FormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }
}
