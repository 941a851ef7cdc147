using Gnomon.WebCalls;
using Xunit;

namespace Gnomon.Tests.WebCalls;

public sealed class AllowedHostTests
{
    [Theory]
    [InlineData("api.example.com", "https://api.example.com/x?y=z")]
    [InlineData("api.example.com", "https://API.example.com.:443/")]
    [InlineData("https://api.example.com", "https://api.example.com/")]
    [InlineData("http://api.example.com", "http://api.example.com/")]
    [InlineData("HTTP://API.Example.com:8080", "http://api.example.com:8080/")]
    [InlineData("api.example.com:8443", "https://api.example.com:8443/")]
    [InlineData("*.example.com", "https://a.b.example.com/")]
    [InlineData("bücher.example", "https://xn--bcher-kva.example/")]
    [InlineData("xn--bcher-kva.example", "https://bücher.example/")]
    [InlineData("10.0.0.0/8", "https://10.1.2.3/")]
    [InlineData("http://10.0.0.0/8:8080", "http://10.1.2.3:8080/")]
    [InlineData("127.0.0.1", "https://127.1/")]
    [InlineData("http://127.0.0.1", "http://2130706433/")]
    [InlineData("127.0.0.1", "https://[::ffff:127.0.0.1]/")]
    [InlineData("::1", "https://[::1]/")]
    [InlineData("http://[::1]:8080", "http://[0:0::1]:8080/")]
    [InlineData("[fd00::/8]:8443", "https://[fd12::1]:8443/")]
    [InlineData("fd00::/8", "https://[fd12::1]/")]
    public void An_entry_admits_the_urls_that_it_names(string entry, string url) =>
        Assert.True(AllowedHost.Parse(entry).Admits(new Uri(url)));

    [Theory]
    [InlineData("api.example.com", "http://api.example.com/")]
    [InlineData("api.example.com", "https://api.example.com:8443/")]
    [InlineData("api.example.com", "https://example.com/")]
    [InlineData("api.example.com", "https://api.example.com.evil.test/")]
    [InlineData("http://api.example.com", "https://api.example.com/")]
    [InlineData("api.example.com:8443", "https://api.example.com/")]
    [InlineData("*.example.com", "https://example.com/")]
    [InlineData("*.example.com", "https://badexample.com/")]
    [InlineData("10.0.0.0/8", "https://11.0.0.1/")]
    [InlineData("10.0.0.0/8", "http://10.0.0.1/")]
    [InlineData("10.0.0.0/8", "https://10.0.0.1.example.com/")]
    [InlineData("127.0.0.1", "https://localhost/")]
    public void An_entry_admits_nothing_else(string entry, string url) =>
        Assert.False(AllowedHost.Parse(entry).Admits(new Uri(url)));

    [Theory]
    [InlineData("", "it has no host")]
    [InlineData("https://", "it has no host")]
    [InlineData(":8080", "it has no host")]
    [InlineData("ftp://x", "neither https nor http")]
    [InlineData("a b", "more than a host and a port")]
    [InlineData("user@host", "more than a host and a port")]
    [InlineData("host?x", "more than a host and a port")]
    [InlineData("fe80::1%eth0", "more than a host and a port")]
    [InlineData("host/path", "it has a path")]
    [InlineData("https://host/", "it has a path")]
    [InlineData("host:0", "its port is not a number from 1 to 65535")]
    [InlineData("host:65536", "its port is not a number from 1 to 65535")]
    [InlineData("host:", "its port is not a number")]
    [InlineData("[::1", "its bracket is not closed")]
    [InlineData("[1.2.3.4]:80", "brackets are for addresses of IPv6")]
    [InlineData("*", "a star stands only for the first part")]
    [InlineData("a.*.example", "a star stands only for the first part")]
    [InlineData("a..b", "its host is not a name")]
    [InlineData("::1::2", "its host is not a name")]
    [InlineData("127.1", "it is an address; write it as 127.0.0.1")]
    [InlineData("010.0.0.1", "it is an address; write it as 8.0.0.1")]
    [InlineData("10.0.0.1/8", "bits set behind the prefix")]
    [InlineData("10.0.0.0/33", "not a number from 0 to 32")]
    [InlineData("fd00::/129", "not a number from 0 to 128")]
    [InlineData("10.0.0.0/", "not a number from 0 to 32")]
    public void What_names_no_host_is_refused_with_the_reason(string entry, string reason)
    {
        var error = Assert.Throws<FormatException>(() => WebCallOptions.CheckHost(entry));
        Assert.StartsWith($"'{entry}' does not name hosts: ", error.Message);
        Assert.Contains(reason, error.Message);
        Assert.Contains("allowed are [https://|http://]host[:port]", error.Message);
    }
}
