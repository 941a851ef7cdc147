using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gnomon.Jobs;

namespace Gnomon.Api;

public sealed partial class HttpApi
{
    // Members that a newer server added are passed over; the server itself refuses unknown ones.
    private static readonly GnomonJson Answers = new(
        new JsonSerializerOptions(GnomonJson.Default.Options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        });

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name as one segment of a path; one that no server accepts is refused here.</summary>
    private static string Segment(string field, string name)
    {
        try
        {
            JobRules.CheckName(field, name);
            return Uri.EscapeDataString(name);
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.From(error);
        }
    }

    private static string WithQuery(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null) continue;
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return text.ToString();
    }

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, null, answer, cancellation);

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> answer, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, body, cancellation).ConfigureAwait(false);
        return await ReadAsync(response, answer, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        return await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a request and answers only what the server did not refuse.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, until, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new ApiUnreachableException(_server, error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new ApiUnreachableException(_server, error);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw await RefusalAsync(response, cancellation).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> answer, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(answer, cancellation).ConfigureAwait(false)
                ?? throw new JsonException("the answer is null");
        }
        catch (JsonException error)
        {
            throw new ApiException(
                502, "Not an answer of Gnomon", $"{_server} answers, but not as a Gnomon server does.", error);
        }
    }

    private async Task<ApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        try
        {
            if (await response.Content.ReadFromJsonAsync(Answers.ProblemDocument, cancellation).ConfigureAwait(false)
                is { Detail: not null } problem)
                return new ApiException(status, problem.Title, problem.Detail)
                {
                    Field = problem.Field, Job = problem.Job, Line = problem.Line, Column = problem.Column,
                };
        }
        catch (JsonException)
        {
            // Something between here and the server spoke for it: only the status is known.
        }

        return new ApiException(
            status, response.ReasonPhrase ?? "Refused", $"{_server} answers {status} {response.ReasonPhrase}.");
    }
}
