using System.Net;
using Gnomon.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class GuardedRoutesTests : IAsyncDisposable
{
    private readonly WebApplication _app;

    public GuardedRoutesTests()
    {
        // The test server has no socket, so every request here comes from nowhere: the guard has to refuse it.
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGnomon();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void Every_route_carries_the_access_policy()
    {
        var routes = Routes();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
            Assert.True(route.Metadata.GetMetadata<AccessPolicy>() is not null, $"{route.DisplayName} has no policy");
    }

    [Fact]
    public async Task Every_route_refuses_a_request_that_is_not_local()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        using var client = _app.GetTestClient();
        foreach (var route in Routes())
        {
            var methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"];
            var path = route.RoutePattern.RawText!.Replace("{**rest}", "x", StringComparison.Ordinal);
            foreach (var method in methods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{method} {path}: {response.StatusCode}");
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            }
        }
    }

    private List<RouteEndpoint> Routes() =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).Cast<RouteEndpoint>()];
}
