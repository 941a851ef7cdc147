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

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task A_forwarded_request_and_a_foreign_page_are_refused_by_the_real_server(string header, string value)
    {
        await using var server = new ServerFixture();
        await server.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/queues/q/pause");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await server.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
