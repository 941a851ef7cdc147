using System.Net;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class HealthEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_whose_store_is_closed_lives_but_is_not_ready()
    {
        await using var server = new ServerFixture();
        await server.InitializeAsync();
        Assert.Equal("ok", await server.Client.GetStringAsync("healthz", Cancellation));
        Assert.Equal("ok", await server.Client.GetStringAsync("readyz", Cancellation));
        await ((IAsyncDisposable)server.Parts.Store).DisposeAsync();
        Assert.Equal("ok", await server.Client.GetStringAsync("healthz", Cancellation));
        await server.Client.ExpectAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Get, "readyz");
    }

    [Fact]
    public async Task A_forwarded_request_and_a_foreign_page_are_refused_by_the_real_server()
    {
        await using var server = new ServerFixture();
        await server.InitializeAsync();
        foreach (var (header, value) in (ReadOnlySpan<(string, string)>)[("X-Forwarded-For", "127.0.0.1"), ("Origin", "http://evil.example"), ("Host", "evil.example")])
            Assert.Equal(HttpStatusCode.Forbidden, Post(server, header, value));
    }

    private static HttpStatusCode Post(ServerFixture server, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/queues/q/pause");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = server.Client.Send(request, Cancellation);
        return response.StatusCode;
    }
}
