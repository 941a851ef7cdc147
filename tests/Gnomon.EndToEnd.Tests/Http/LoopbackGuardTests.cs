using System.Net;
using Gnomon.Api;
using Gnomon.Http;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class LoopbackGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost:9595")]
    [InlineData("127.0.0.9", "127.0.0.1:9595")]
    [InlineData("::1", "[::1]:9595")]
    [InlineData("::ffff:127.0.0.1", "LOCALHOST")]
    [InlineData("127.0.0.1", "192.0.2.7:9595")]
    public void A_request_from_this_machine_to_this_server_passes(string remote, string host) =>
        LoopbackGuard.Check(Request("POST", remote, host));

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("fe80::1")]
    [InlineData(null)]
    public void A_request_from_elsewhere_is_refused(string? remote) =>
        Refused(Request("GET", remote, "localhost"), "came from elsewhere");

    [Theory]
    [InlineData("Forwarded")]
    [InlineData("X-Forwarded-For")]
    [InlineData("x-forwarded-proto")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Original-For")]
    public void A_forwarded_request_is_refused_although_the_socket_is_local(string header)
    {
        var context = Request("GET", "127.0.0.1", "localhost");
        context.Request.Headers[header] = "127.0.0.1";
        Refused(context, header);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example:9595")]
    [InlineData("192.0.2.8")]
    [InlineData("")]
    public void A_host_that_is_not_this_server_is_refused(string host) =>
        Refused(Request("GET", "127.0.0.1", host), "Host header");

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://localhost:3000")]
    [InlineData("Origin", "https://localhost:9595")]
    [InlineData("Origin", "null")]
    public void A_change_by_a_foreign_web_page_is_refused(string header, string value)
    {
        foreach (var method in (string[])["POST", "PUT", "DELETE"])
        {
            var context = Request(method, "127.0.0.1", "localhost:9595");
            context.Request.Headers[header] = value;
            Refused(context, "another origin");
        }
    }

    [Theory]
    [InlineData("localhost:9595", "http://localhost:9595")]
    [InlineData("localhost", "http://localhost")]
    [InlineData("localhost:80", "http://localhost")]
    public void A_change_by_our_own_page_passes(string host, string origin)
    {
        var context = Request("POST", "127.0.0.1", host);
        context.Request.Headers.Origin = origin;
        context.Request.Headers["Sec-Fetch-Site"] = "same-origin";
        LoopbackGuard.Check(context);
    }

    private static void Refused(HttpContext context, string part)
    {
        var error = Assert.Throws<ApiException>(() => LoopbackGuard.Check(context));
        Assert.Equal(403, error.Status);
        Assert.Contains(part, error.Detail, StringComparison.Ordinal);
    }

    private static DefaultHttpContext Request(string method, string? remote, string host)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Connection.LocalIpAddress = IPAddress.Parse("192.0.2.7");
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        return context;
    }
}
