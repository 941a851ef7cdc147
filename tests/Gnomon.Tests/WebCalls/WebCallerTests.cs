using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.WebCalls;
using Xunit;

namespace Gnomon.Tests.WebCalls;

public sealed class WebCallerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_sends_what_the_job_says_and_returns_status_headers_and_body()
    {
        await using var server = RawServer.Answering(
            201, "made ü", "Content-Type: text/plain; charset=utf-8", "ETag: \"7\"", "Set-Cookie: a=b", "X-Other: 1");
        using var bench = CallBench.For(server);
        var id = JobId.New(TimeProvider.System);
        var result = await bench.RunAsync(CallBench.Job(
            $$$"""{"url":"{{{server.Url}}}/a%20b?c=d#e","headers":{"X-Key":"k 1","content-language":"en"},"body":{"n":1}}""",
            Cancellation, id, attempt: 3));
        Assert.Equal(
            """{"status":201,"headers":{"content-type":"text/plain; charset=utf-8","etag":"\"7\""},"body":"made ü","truncated":false}""",
            result.GetRawText());
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST /a%20b?c=d HTTP/1.1", "{\"n\":1}"), (request.Line, request.Body));
        var expected = new Dictionary<string, string>
        {
            ["Host"] = $"127.0.0.1:{server.Port}",
            ["X-Key"] = "k 1",
            ["Content-Language"] = "en",
            ["Content-Type"] = "application/json",
            ["Content-Length"] = "7",
            ["User-Agent"] = "Gnomon",
            ["Gnomon-Job-Id"] = id.ToString(),
            ["Gnomon-Attempt"] = "3",
            ["Idempotency-Key"] = id.ToString(),
        };
        Assert.Equal(
            expected.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => (h.Key.ToLowerInvariant(), h.Value)),
            request.Headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => (h.Key.ToLowerInvariant(), h.Value)));
    }

    [Fact]
    public async Task The_job_chooses_content_type_and_user_agent()
    {
        await using var server = RawServer.Answering(204);
        using var bench = CallBench.For(server);
        var result = await bench.RunAsync(
            $$$"""{"url":"{{{server.Url}}}","method":"PATCH","headers":{"content-type":"text/csv","user-agent":"me"},"body":"a,b"}""");
        Assert.Equal("""{"status":204,"headers":{},"body":"","truncated":false}""", result.GetRawText());
        var request = Assert.Single(server.Requests);
        Assert.Equal(
            ("PATCH / HTTP/1.1", "text/csv", "me", "a,b"),
            (request.Line, request.Headers["Content-Type"], request.Headers["User-Agent"], request.Body));
    }

    [Fact]
    public async Task A_body_that_is_no_text_is_returned_as_base64()
    {
        foreach (var bytes in (byte[][])[[0, 1, 2], [(byte)'a', 0xFF], [(byte)'a', 0x1B], [0xC3]])
        {
            await using var server = RawServer.Answering(RawServer.Answer(200, bytes, "Content-Type: text/plain"));
            using var bench = CallBench.For(server);
            var result = await bench.GetAsync(server.Url);
            Assert.Equal(bytes, result.GetProperty("bodyBase64").GetBytesFromBase64());
            Assert.False(result.TryGetProperty("body", out _));
        }
    }

    [Fact]
    public async Task A_long_body_is_cut_between_characters_and_the_result_says_so()
    {
        await using var server = RawServer.Answering(200, "aüüü");
        foreach (var (most, kept, cut) in new[] { (7, "aüüü", false), (6, "aüü", true), (5, "aüü", true), (0, "", true) })
        {
            using var bench = new CallBench(
                new WebCallOptions { AllowedHosts = [server.Url], MaxResponseBytes = most });
            var result = await bench.GetAsync(server.Url);
            Assert.Equal(
                (kept, cut), (result.GetProperty("body").GetString(), result.GetProperty("truncated").GetBoolean()));
        }
    }

    [Theory]
    [InlineData("\u00A0")]
    [InlineData("\"")]
    [InlineData("🎉")]
    [InlineData("\0")]
    public async Task The_largest_body_fits_a_result_whatever_it_holds(string character)
    {
        var bytes = Encoding.UTF8.GetBytes(character);
        var body = Enumerable.Repeat(bytes, WebCallLimits.MaxResponseBytes / bytes.Length + 1).SelectMany(b => b);
        await using var server = RawServer.Answering(
            RawServer.Answer(200, [.. body], "ETag: " + new string('"', WebCallLimits.MaxResponseHeaderBytes - 200)));
        using var bench = CallBench.For(server);
        var result = await bench.GetAsync(server.Url);
        Assert.True(result.GetProperty("truncated").GetBoolean());
        Assert.InRange(
            Encoding.UTF8.GetByteCount(result.GetRawText()), WebCallLimits.MaxResponseBytes, JobLimits.MaxResultBytes);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_too()
    {
        await using var server = RawServer.Answering(
            Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\nffff\r\nmore"));
        using var bench = new CallBench(new WebCallOptions { AllowedHosts = [server.Url], MaxResponseBytes = 4 });
        Assert.Equal("abcd", (await bench.GetAsync(server.Url)).GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_status_that_is_no_success_is_a_failure_with_the_first_part_of_the_body()
    {
        await using var server = RawServer.Answering(500, "it broke\r\n\u001b[31m" + new string('x', 5000));
        using var bench = CallBench.For(server);
        var failure = await bench.FailToGetAsync(server.Url + "/path?token=secret");
        Assert.StartsWith(
            $"{server.Url} answered GET with status 500; success is 200-299: it broke   [31mxxx", failure.Message);
        Assert.EndsWith("xxx …", failure.Message);
        Assert.InRange(failure.Message.Length, WebCallLimits.MaxErrorExcerpt, WebCallLimits.MaxErrorExcerpt + 100);
        Assert.DoesNotContain("secret", failure.Message);
        Assert.False(failure.Permanent);
        Assert.Null(failure.RetryAfter);
    }

    [Fact]
    public async Task The_job_says_which_status_is_success()
    {
        await using var server = RawServer.Answering(404, "no");
        using var bench = CallBench.For(server);
        var result = await bench.RunAsync($$"""{"url":"{{server.Url}}","success":["200-204",404]}""");
        Assert.Equal(404, result.GetProperty("status").GetInt32());
        await using var other = RawServer.Answering(200);
        using var second = CallBench.For(other);
        var failure = await second.FailAsync($$"""{"url":"{{other.Url}}","success":["201-204",404]}""");
        Assert.Equal($"{other.Url} answered GET with status 200; success is 201-204, 404", failure.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var target = RawServer.Answering(200, "reached");
        await using var server = RawServer.Answering(302, "", $"Location: {target.Url}/x");
        using var bench = new CallBench(server.Url, target.Url);
        var failure = await bench.FailToGetAsync(server.Url);
        Assert.Equal(
            $"{server.Url} answered GET with status 302; success is 200-299; redirects are not followed",
            failure.Message);
        var result = await bench.RunAsync($$"""{"url":"{{server.Url}}","success":[302]}""");
        Assert.Equal($"{target.Url}/x", result.GetProperty("headers").GetProperty("location").GetString());
        Assert.Equal(0, target.Connections);
    }

    [Fact]
    public async Task Cookies_are_not_kept_and_the_proxy_of_the_process_is_not_used()
    {
        await using var proxy = RawServer.Answering(200, "from the proxy");
        await using var server = RawServer.Answering(200, "from the server", "Set-Cookie: a=b");
        using var bench = CallBench.For(server);
        var usual = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Url);
        try
        {
            for (var i = 0; i < 2; i++)
                Assert.Equal("from the server", (await bench.GetAsync(server.Url)).GetProperty("body").GetString());
        }
        finally
        {
            HttpClient.DefaultProxy = usual;
        }

        Assert.Equal(0, proxy.Connections);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.False(request.Headers.ContainsKey("Cookie")));
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_a_failure()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var server = RawServer.Answering(RawServer.Answer(200, []), certificate);
        using var bench = new CallBench($"https://127.0.0.1:{server.Port}");
        var failure = await bench.FailToGetAsync($"https://127.0.0.1:{server.Port}");
        Assert.StartsWith($"no secure connection with https://127.0.0.1:{server.Port}: ", failure.Message);
        Assert.Contains("certificate", failure.Message);
        Assert.Empty(server.Requests);
    }
}
