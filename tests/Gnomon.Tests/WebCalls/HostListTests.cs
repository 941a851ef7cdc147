using System.Net;
using Gnomon.WebCalls;
using Xunit;

namespace Gnomon.Tests.WebCalls;

public sealed class HostListTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", 443, true)]
    [InlineData("10.0.0.0/8", "10.1.2.3", 8080, true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", 443, true)]
    [InlineData("10.0.0.0/8:8080", "10.1.2.3", 8080, true)]
    [InlineData("10.0.0.0/8:8080", "10.1.2.3", 443, false)]
    [InlineData("10.0.0.0/8", "192.168.0.1", 443, false)]
    [InlineData("fd00::/8", "fd00::1", 443, true)]
    [InlineData("fd00::/8", "fe80::1", 443, false)]
    [InlineData("127.0.0.1", "127.0.0.2", 443, false)]
    [InlineData("localhost", "127.0.0.1", 443, false)]
    [InlineData("api.example.com", "8.8.8.8", 443, true)]
    public void Addresses_that_are_not_public_are_allowed_only_when_listed(
        string entry, string address, int port, bool allowed) =>
        Assert.Equal(allowed, new HostList([entry]).Refusal(IPAddress.Parse(address), port) is null);

    [Fact]
    public void A_refusal_shows_the_host_and_nothing_of_what_may_be_secret()
    {
        var refusal = new HostList(["example.com"]).Refusal(new Uri("http://evil.test:81/path?token=secret#x"));
        Assert.StartsWith("http://evil.test:81 may not be called from here; allowed are the hosts", refusal);
        Assert.Contains("http:// only where an entry says so", refusal);
    }
}
