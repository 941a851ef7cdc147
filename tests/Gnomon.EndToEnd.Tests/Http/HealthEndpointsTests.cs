using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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
    public async Task A_server_with_a_backlog_is_degraded_by_queue_and_age_and_beyond_the_last_bound_not_ready()
    {
        await using var server = await EventServer.StartAsync(g => g.ConfigureHealth(
            options => options with { UnhealthyReadyAge = TimeSpan.FromMinutes(10), BeatWithin = TimeSpan.FromDays(1) }));
        await server.Jobs.EnqueueAsync("good", 1, o => o.Queue("nobody"), Cancellation);
        Assert.Equal("ok", await server.Client.GetStringAsync("readyz", Cancellation));
        server.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(
            "degraded: The oldest ready job of queue 'nobody' has been ready for 6m; at most 5m is sound.",
            await server.Client.GetStringAsync("readyz", Cancellation));
        server.Time.Advance(TimeSpan.FromMinutes(5));
        var problem = await server.Client.ExpectAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Get, "readyz");
        Assert.Equal(
            "The oldest ready job of queue 'nobody' has been ready for 11m; at most 10m is sound.",
            problem.GetProperty("detail").GetString());
        Assert.Equal("ok", await server.Client.GetStringAsync("healthz", Cancellation));
        var report = await server.Health.CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Healthy, report.Entries["gnomon-liveness"].Status);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["gnomon-backlog"].Status);
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
