using System.Text;
using Gnomon.Client;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Tests.WebCalls;
using Gnomon.WebCalls;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class WebCallHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_K_4c_3_a_job_of_the_handler_http_calls_and_is_retried_with_the_same_key()
    {
        var calls = 0;
        await using var server = RawServer.Answering(
            _ => Encoding.Latin1.GetString(RawServer.Answer(++calls == 1 ? 503 : 200, "done"u8.ToArray())));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGnomon(g => g
            .UseStore("local:").AddWebCalls(new WebCallOptions { AllowedHosts = [server.Url] }).AddWorker());
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var jobs = host.Services.GetRequiredService<JobClient>();
        var id = await jobs.EnqueueAsync(
            "http", new Dictionary<string, string> { ["url"] = server.Url }, o => o.Retry(TimeSpan.Zero), Cancellation);
        var job = (await jobs.WaitAsync(id, Cancellation))!;
        Assert.Equal((JobState.Succeeded, 2), (job.State, job.Attempt));
        Assert.Equal(
            """{"status":200,"headers":{},"body":"done","truncated":false}""", Encoding.UTF8.GetString(job.Result.Span));
        Assert.Equal(["1", "2"], server.Requests.Select(request => request.Headers["Gnomon-Attempt"]));
        Assert.All(server.Requests, request => Assert.Equal(id.ToString(), request.Headers["Idempotency-Key"]));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public void Web_calls_are_added_once_and_with_valid_options()
    {
        var options = new WebCallOptions { AllowedHosts = ["example.com"] };
        var services = new ServiceCollection();
        Assert.Throws<ArgumentException>(() => services.AddGnomon(g => g.AddWebCalls(new WebCallOptions())));
        var twice = Assert.Throws<InvalidOperationException>(
            () => services.AddGnomon(g => g.AddWebCalls(options).AddWebCalls(options)));
        Assert.Equal("AddWebCalls was called twice; list all hosts in one call.", twice.Message);
    }

    [Fact]
    public async Task A_handler_of_its_own_name_beside_it_is_refused_at_the_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGnomon(g => g
            .UseStore("local:").AddWebCalls(new WebCallOptions { AllowedHosts = ["example.com"] })
            .AddHandler("http", (int n, JobContext _) => n));
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));
        Assert.Equal("Two handlers are named 'http'; each needs its own name.", error.Message);
    }
}
