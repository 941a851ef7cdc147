using Gnomon.WebCalls;
using Xunit;

namespace Gnomon.Tests.WebCalls;

/// <summary>What calls may not reach.</summary>
public sealed class WebCallGuardTests
{
    [Fact]
    public async Task A_host_that_is_not_listed_is_refused_for_good_before_anything_is_sent()
    {
        await using var server = RawServer.Answering(200);
        using var bench = new CallBench("example.com", $"https://127.0.0.1:{server.Port}");
        var failure = await bench.FailToGetAsync(server.Url + "/?k=secret");
        Assert.True(failure.Permanent);
        Assert.StartsWith($"{server.Url} may not be called from here; allowed are the hosts", failure.Message);
        Assert.Equal(0, server.Connections);
        var line = Assert.Single(bench.Log.Lines);
        Assert.Contains($"a web call is refused: {server.Url} may not be called", line);
        Assert.DoesNotContain("secret", line + failure.Message);
    }

    [Fact]
    public async Task A_listed_name_that_is_this_machine_is_refused_at_the_connection()
    {
        await using var server = RawServer.Answering(200);
        using var bench = new CallBench($"http://localhost:{server.Port}");
        var failure = await bench.FailToGetAsync($"http://localhost:{server.Port}/");
        Assert.True(failure.Permanent);
        Assert.Matches(
            "^localhost has a loopback address, (127.0.0.1|::1), which may not be called from here; allowed are public",
            failure.Message);
        Assert.Equal(0, server.Connections);
        Assert.Contains("a web call is refused: localhost has", Assert.Single(bench.Log.Lines));
    }

    [Fact]
    public async Task A_listed_name_reaches_this_machine_when_its_address_is_listed_too()
    {
        await using var server = RawServer.Answering(200, "hello");
        using var bench = new CallBench($"http://localhost:{server.Port}", "127.0.0.0/8");
        var result = await bench.GetAsync($"http://localhost:{server.Port}/");
        Assert.Equal("hello", result.GetProperty("body").GetString());
        Assert.Equal($"localhost:{server.Port}", Assert.Single(server.Requests).Headers["Host"]);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fd00::1")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    public async Task A_name_is_refused_whatever_private_address_it_resolves_to(string address)
    {
        using var bench = new CallBench(
            new WebCallOptions { AllowedHosts = ["x.test"] }, addresses: _ => [address]);
        var failure = await bench.FailToGetAsync("https://x.test/");
        Assert.True(failure.Permanent);
        Assert.Contains($"{address}, which may not be called from here", failure.Message);
    }

    [Fact]
    public async Task A_name_that_changes_its_address_between_two_calls_is_judged_again()
    {
        await using var server = RawServer.Answering(200);
        var host = $"http://x.test:{server.Port}";
        var looks = 0;
        using var bench = new CallBench(
            new WebCallOptions { AllowedHosts = [host, $"127.0.0.1:{server.Port}"] },
            addresses: _ => [looks++ == 0 ? "127.0.0.1" : "127.0.0.2"]);
        await bench.GetAsync(host);
        var failure = await bench.FailToGetAsync(host);
        Assert.Contains("x.test has a loopback address, 127.0.0.2, which", failure.Message);
        Assert.Equal((2, 1), (looks, server.Connections));
    }

    [Fact]
    public async Task Of_several_addresses_only_those_that_are_allowed_are_tried()
    {
        await using var server = RawServer.Answering(200, "hello");
        var host = $"http://x.test:{server.Port}";
        using var bench = new CallBench(
            new WebCallOptions { AllowedHosts = [host, "127.0.0.1"] },
            addresses: _ => ["10.0.0.1", "::1", "127.0.0.1"]);
        Assert.Equal("hello", (await bench.GetAsync(host)).GetProperty("body").GetString());
    }
}
