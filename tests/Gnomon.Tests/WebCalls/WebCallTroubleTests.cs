using System.Net;
using System.Net.Sockets;
using Gnomon.Testing;
using Gnomon.WebCalls;
using Xunit;

namespace Gnomon.Tests.WebCalls;

/// <summary>Calls that get no answer, or are asked to wait.</summary>
public sealed class WebCallTroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"url":"URL/?k=secret","timeout":"1m30s"}""", 90, "1m30s")]
    [InlineData("""{"url":"URL/?k=secret"}""", 30, "30s")]
    public async Task Row_K_4c_9_a_call_that_takes_longer_than_its_own_time_limit_fails_and_ends(
        string args, int seconds, string limit)
    {
        await using var server = RawServer.Answering(_ => null);
        var time = new FakeTime();
        using var bench = new CallBench(new WebCallOptions { AllowedHosts = [server.Url] }, time);
        var call = bench.FailAsync(args.Replace("URL", server.Url, StringComparison.Ordinal));
        await server.Asked.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        var failure = await call;
        Assert.Equal($"{server.Url} did not answer within the call's time limit of {limit}", failure.Message);
        Assert.False(failure.Permanent);
        await server.Left.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Cancellation_ends_the_request()
    {
        await using var server = RawServer.Answering(_ => null);
        using var bench = CallBench.For(server);
        using var stop = new CancellationTokenSource();
        var call = bench.RunAsync(CallBench.Job($$"""{"url":"{{server.Url}}"}""", stop.Token));
        await server.Asked.WaitAsync(Cancellation);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await server.Left.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_an_ordinary_failure()
    {
        // Bound, so that nobody else gets the port, but not listening.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var url = $"http://{socket.LocalEndPoint}";
        using var bench = new CallBench(url);
        var failure = await bench.FailToGetAsync(url + "/?k=secret");
        Assert.StartsWith($"cannot connect to {url}: ", failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
        Assert.False(failure.Permanent);
    }

    [Fact]
    public async Task A_name_without_an_address_is_an_ordinary_failure()
    {
        using var bench = new CallBench(new WebCallOptions { AllowedHosts = ["x.test"] }, addresses: _ => []);
        var failure = await bench.FailToGetAsync("https://x.test/");
        Assert.StartsWith("the name of https://x.test cannot be resolved", failure.Message);
        Assert.False(failure.Permanent);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_an_ordinary_failure()
    {
        await using var server = RawServer.Answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"u8.ToArray());
        using var bench = CallBench.For(server);
        var failure = await bench.FailToGetAsync(server.Url);
        Assert.Equal($"{server.Url} closed the connection before its answer was complete", failure.Message);
    }

    [Fact]
    public async Task An_answer_that_is_not_http_is_an_ordinary_failure()
    {
        await using var server = RawServer.Answering("SSH-2.0-OpenSSH\r\n\r\n"u8.ToArray());
        using var bench = CallBench.For(server);
        var failure = await bench.FailToGetAsync(server.Url);
        Assert.StartsWith($"{server.Url} answered something that is not HTTP: ", failure.Message);
    }

    [Fact]
    public async Task Headers_of_an_answer_are_bounded()
    {
        foreach (var headers in (string[][])
            [
                ["X-Long: " + new string('x', WebCallLimits.MaxResponseHeaderBytes)],
                [.. Enumerable.Range(0, WebCallLimits.MaxResponseHeaderBytes / 4).Select(i => $"{i}: ")],
            ])
        {
            await using var server = RawServer.Answering(200, "", headers);
            using var bench = CallBench.For(server);
            var failure = await bench.FailToGetAsync(server.Url);
            Assert.Equal($"the headers of {server.Url} take more than 32,768 bytes", failure.Message);
        }
    }

    [Theory]
    [InlineData(429, "Retry-After: 120", 120)]
    [InlineData(503, "Retry-After: 1", 1)]
    [InlineData(503, "Retry-After: Thu, 01 Jan 2026 00:01:00 GMT", 60)]
    [InlineData(429, "Retry-After: 2000000000", 86400)]
    [InlineData(429, "Retry-After: 0", null)]
    [InlineData(503, "Retry-After: Thu, 01 Jan 2015 00:00:00 GMT", null)]
    [InlineData(503, "Retry-After: soon", null)]
    [InlineData(503, "X-Nothing: 1", null)]
    [InlineData(500, "Retry-After: 120", null)]
    public async Task A_receiver_that_is_overloaded_says_when_the_next_attempt_is_welcome(
        int status, string header, int? seconds)
    {
        await using var server = RawServer.Answering(status, "", header);
        using var bench = new CallBench(new WebCallOptions { AllowedHosts = [server.Url] }, new FakeTime());
        var failure = await bench.FailToGetAsync(server.Url);
        Assert.Equal(seconds, (int?)failure.RetryAfter?.TotalSeconds);
        Assert.False(failure.Permanent);
    }
}
