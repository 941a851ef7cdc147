using System.Net;
using System.Text;
using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Tests.Executables;
using Gnomon.WebCalls;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.WebCalls;

/// <summary>The handler with a list of hosts, and jobs that use it.</summary>
internal sealed class CallBench : IDisposable
{
    private readonly WebCaller _caller;

    public CallBench(params string[] allowed)
        : this(new WebCallOptions { AllowedHosts = allowed })
    {
    }

    /// <param name="options">What may be called.</param>
    /// <param name="time">The clock; null is the system's.</param>
    /// <param name="addresses">The addresses that each name has; null asks the system.</param>
    public CallBench(WebCallOptions options, TimeProvider? time = null, Func<string, string[]>? addresses = null) =>
        _caller = new WebCaller(
            options, time ?? TimeProvider.System, Log,
            addresses is null ? null : (name, _) => Task.FromResult(addresses(name).Select(IPAddress.Parse).ToArray()));

    public ListLogger<WebCaller> Log { get; } = new();

    /// <summary>A bench that may call the server.</summary>
    public static CallBench For(RawServer server) => new(server.Url);

    public static JobContext Job(string args, CancellationToken cancellation, JobId? id = null, int attempt = 1)
    {
        var spec = new JobSpec { Handler = "http", Args = Encoding.UTF8.GetBytes(args) };
        var token = new AttemptToken(id ?? JobId.New(TimeProvider.System), attempt);
        return new JobContext(new ClaimedJob(token, spec), null, cancellation);
    }

    /// <summary>Runs a job and returns its result.</summary>
    public async Task<JsonElement> RunAsync(JobContext job) =>
        JsonElement.Parse((await _caller.RunAsync(job)).Span);

    /// <summary>Runs a first attempt and returns its result.</summary>
    public Task<JsonElement> RunAsync(string args) => RunAsync(Job(args, TestContext.Current.CancellationToken));

    /// <summary>Gets a URL.</summary>
    public Task<JsonElement> GetAsync(string url) => RunAsync($$"""{"url":"{{url}}"}""");

    /// <summary>Runs a first attempt that fails.</summary>
    public Task<JobFailedException> FailAsync(string args) =>
        Assert.ThrowsAsync<JobFailedException>(() => RunAsync(args));

    /// <summary>Gets a URL in vain.</summary>
    public Task<JobFailedException> FailToGetAsync(string url) => FailAsync($$"""{"url":"{{url}}"}""");

    public void Dispose() => _caller.Dispose();
}
