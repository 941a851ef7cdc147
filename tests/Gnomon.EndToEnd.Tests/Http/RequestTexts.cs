using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

/// <summary>Requests as a program without our library makes them.</summary>
internal static class RequestTexts
{
    public static async Task<(HttpResponseMessage Response, JsonElement Json)> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    public static async Task<JsonElement> ExpectAsync(
        this HttpClient client, HttpStatusCode status, HttpMethod method, string path, string? body = null)
    {
        var (response, json) = await client.SendAsync(method, path, body);
        Assert.True(status == response.StatusCode, $"{method} {path} answers {(int)response.StatusCode}: {json}");
        if ((int)status < 400) return json;
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, json.GetProperty("status").GetInt32());
        Assert.NotEmpty(json.GetProperty("title").GetString()!);
        Assert.NotEmpty(json.GetProperty("detail").GetString()!);
        return json;
    }
}
