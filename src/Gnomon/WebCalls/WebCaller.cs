using System.Globalization;
using System.Net;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.WebCalls;

/// <summary>The handler <c>http</c>: makes the call that a job's arguments describe. Owns its connections.</summary>
internal sealed partial class WebCaller : IDisposable
{
    /// <summary>What the handler is called.</summary>
    public const string HandlerName = "http";

    /// <summary>Enough bytes for the excerpt in an error text, whatever characters they are.</summary>
    private const int ErrorBytes = 4 * WebCallLimits.MaxErrorExcerpt;

    private readonly WebCallOptions _options;
    private readonly HostList _hosts;
    private readonly HttpMessageInvoker _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="options">What may be called.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of calls that are refused.</param>
    /// <param name="resolve">Finds the addresses of a name; null asks the system.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public WebCaller(
        WebCallOptions options, TimeProvider time, ILogger<WebCaller> logger,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        options.Validate();
        (_options, _time, _logger) = (options, time, logger);
        _hosts = new HostList(options.AllowedHosts);
        _client = new HttpMessageInvoker(
            new GuardedConnections(_hosts, resolve ?? Dns.GetHostAddressesAsync).ToHandler(), disposeHandler: true);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Makes the call.</summary>
    /// <returns>The answer, see <see cref="WebAnswer"/>.</returns>
    /// <exception cref="JobFailedException">The arguments are wrong, the host is refused, there was no answer, or one
    /// that means no success.</exception>
    /// <exception cref="OperationCanceledException">The attempt was asked to stop.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job)
    {
        var call = WebCallArguments.Read(job.Spec.Args, _options);
        if (_hosts.Refusal(call.Url) is { } refusal) throw Refused(job, refusal);
        using var limit = new CancellationTokenSource(call.Timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation, limit.Token);
        try
        {
            using var request = Request(job, call);
            using var answer = await _client.SendAsync(request, stop.Token).ConfigureAwait(false);
            var succeeded = call.Success.Contains((int)answer.StatusCode);
            var body = await AnswerBody
                .ReadAsync(answer.Content, succeeded ? _options.MaxResponseBytes : ErrorBytes, stop.Token)
                .ConfigureAwait(false);
            if (!succeeded) throw NoSuccess(call, answer, body);
            if (body.Cut)
                job.Log($"the body of the answer is cut: it has more than {_options.MaxResponseBytes:N0} bytes");
            return WebAnswer.ToJson(answer, body);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            job.Cancellation.ThrowIfCancellationRequested();
            var origin = HostList.Origin(call.Url);
            if (limit.IsCancellationRequested)
                throw new JobFailedException(
                    $"{origin} did not answer within the call's time limit of {DurationText.Format(call.Timeout)}",
                    error);
            throw CallFailure.Refusal(error) is { } refused
                ? Refused(job, refused.Message)
                : CallFailure.Explain(origin, error);
        }
    }

    private static HttpRequestMessage Request(JobContext job, WebCall call)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(call.Method), call.Url);
        if (call.Body is { } body) request.Content = new ReadOnlyMemoryContent(body);
        foreach (var (name, value) in call.Headers)
        {
            if (request.Headers.TryAddWithoutValidation(name, value)) continue;
            // It describes a body, so one is sent, be it empty.
            request.Content ??= new ReadOnlyMemoryContent(ReadOnlyMemory<byte>.Empty);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        if (call.Body is not null && !request.Content!.Headers.NonValidated.Contains("Content-Type"))
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.BodyType);
        if (!request.Headers.NonValidated.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", "Gnomon");
        var id = job.Id.ToString();
        request.Headers.TryAddWithoutValidation(RequestHeaders.JobId, id);
        request.Headers.TryAddWithoutValidation(
            RequestHeaders.Attempt, job.Attempt.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(RequestHeaders.IdempotencyKey, id);
        return request;
    }

    private JobFailedException NoSuccess(WebCall call, HttpResponseMessage answer, AnswerBody body)
    {
        var status = (int)answer.StatusCode;
        var redirect = status is >= 300 and <= 399 && answer.Headers.NonValidated.Contains("Location")
            ? "; redirects are not followed"
            : "";
        var excerpt = body.Excerpt();
        return new JobFailedException(
            $"{HostList.Origin(call.Url)} answered {call.Method} with status {status}; success is {call.Success}"
            + redirect + (excerpt.Length > 0 ? $": {excerpt}" : ""))
        {
            RetryAfter = status is 429 or 503 ? WaitAskedFor(answer) : null,
        };
    }

    /// <summary>How long the receiver wants to be left alone; null when it does not say.</summary>
    private TimeSpan? WaitAskedFor(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - _time.GetUtcNow() : TimeSpan.Zero);
        if (wait <= TimeSpan.Zero) return null;
        return wait < WebCallLimits.MaxRetryAfter ? wait : WebCallLimits.MaxRetryAfter;
    }

    private JobFailedException Refused(JobContext job, string reason)
    {
        LogRefused(job.Id, job.Attempt, reason);
        return new JobFailedException(reason) { Permanent = true };
    }
}
