using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

/// <summary>The program with <c>--allow-host</c>, and a receiver beside it.</summary>
public sealed class WebCallTests : IAsyncLifetime
{
    private readonly string _url = $"http://127.0.0.1:{ServerProcess.FreePort()}";
    private readonly string _receiverUrl = $"http://127.0.0.1:{ServerProcess.FreePort()}";
    private readonly WebApplication _receiver;
    private System.Diagnostics.Process? _program;

    public WebCallTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_receiverUrl);
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync();
            var key = context.Request.Headers["Idempotency-Key"];
            if (context.Request.Path == "/fail") context.Response.StatusCode = 418;
            await context.Response.WriteAsync($"{context.Request.Method} {text} {key}");
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _receiver.StartAsync(Cancellation);
        _program = ProgramRun.Start(
            "server", "--store", "local:", "--listen", _url, "--allow-host", _receiverUrl, "--allow-host",
            "*.example.com");
        await _program.StandardOutput.ReadLineAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _program!.Kill(entireProcessTree: true);
        await _program.WaitForExitAsync();
        _program.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_job_of_the_handler_http_calls_a_host_that_is_listed()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_url) };
        const string Id = "00000000-0000-4000-8000-000000000001";
        var draft = $$$$"""{"id":"{{{{Id}}}}","handler":"http","args":{"url":"{{{{_receiverUrl}}}}/","body":{"n":1}}}""";
        var submitted = await client.PostAsync(
            "/v1/jobs", new StringContent(draft, Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.Created, submitted.StatusCode);
        Assert.Contains("\"warnings\":[]", await submitted.Content.ReadAsStringAsync(Cancellation));
        var answer = JsonElement.Parse(await client.GetStringAsync($"/v1/jobs/{Id}/result?wait=30s", Cancellation));
        Assert.Equal("succeeded", answer.GetProperty("state").GetString());
        var result = answer.GetProperty("result");
        Assert.Equal(200, result.GetProperty("status").GetInt32());
        Assert.Equal($"POST {{\"n\":1}} {Id}", result.GetProperty("body").GetString());
    }

    [Fact]
    public async Task The_command_line_passes_the_call_as_one_text()
    {
        var run = await CallAsync($$"""{"url":"{{_receiverUrl}}/","method":"DELETE"}""");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("DELETE  ", JsonElement.Parse(run.Output).GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_call_that_fails_says_why()
    {
        var run = await CallAsync($$"""{"url":"{{_receiverUrl}}/fail?k=secret"}""");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{_receiverUrl} answered GET with status 418; success is 200-299: GET ", run.Error);
        Assert.DoesNotContain("secret", run.Error);
        var other = await CallAsync($$"""{"url":"{{_url}}/v1/stats"}""");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains($"{_url} may not be called from here", other.Error);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("worker")]
    [InlineData("demo")]
    public async Task An_entry_that_names_no_host_is_told_in_one_line(string verb)
    {
        var run = await ProgramRun.OfAsync(
            verb, "--store", "local:", "--allow-host", "example.com", "--allow-host", "ftp://x", "--allow-host", "a b");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--allow-host: 'ftp://x' does not name hosts: its scheme is neither", run.OneLine());
    }

    private Task<ProgramRun> CallAsync(string call) =>
        ProgramRun.OfAsync("run", "http", call, "--wait", "--server", _url);
}
