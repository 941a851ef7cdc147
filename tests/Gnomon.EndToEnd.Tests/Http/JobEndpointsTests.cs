using System.Net;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Store;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class JobEndpointsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _client = server.Client;

    [Fact]
    public async Task A_job_is_submitted_run_and_its_result_fetched()
    {
        var (response, created) = await _client.SendAsync(
            HttpMethod.Post,
            "v1/jobs",
            """{"handler":"add","args":["12","45"],"queue":"life","key":"k","tags":["t"]}""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var id = created.GetProperty("id").GetString();
        Assert.Equal($"/v1/jobs/{id}", response.Headers.Location?.ToString());
        Assert.Equal(1, created.GetProperty("warnings").GetArrayLength());

        var early = await _client.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Get, $"v1/jobs/{id}/result");
        Assert.Equal("ready", early.GetProperty("state").GetString());

        var claim = await server.ClaimAsync("life");
        var waiting = _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"v1/jobs/{id}/result?wait=60s");
        await server.SettleAsync(new Settlement(claim.Token, SettlementKind.Succeeded)
        {
            Result = "\"57\""u8.ToArray(), LogLines = ["adding"],
        });
        var result = await waiting;
        Assert.Equal(("succeeded", "57", 1), (
            result.GetProperty("state").GetString(),
            result.GetProperty("result").GetString(),
            result.GetProperty("attempt").GetInt32()));

        var job = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"v1/jobs/{id}");
        string[] members =
        [
            "id", "handler", "queue", "state", "priority", "args", "attempt", "maxAttempts", "createdAt", "runAt",
            "startedAt", "finishedAt", "result", "error", "progress", "progressText", "node", "onNode", "key", "unique",
            "limitKey", "headers", "argsVersion", "parent", "tags", "workflow", "step", "after", "schedule",
            "attempts",
        ];
        Assert.Equal(members, job.EnumerateObject().Select(m => m.Name));
        string[] attemptMembers = ["attempt", "node", "startedAt", "finishedAt", "outcome", "error"];
        Assert.Equal(attemptMembers, job.GetProperty("attempts")[0].EnumerateObject().Select(m => m.Name));
        Assert.Equal("""["12","45"]""", job.GetProperty("args").GetRawText());
        var logs = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"v1/jobs/{id}/logs");
        Assert.Equal("""{"lines":["adding"]}""", logs.GetRawText());

        await _client.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"v1/jobs/{id}/cancel");
        await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"v1/jobs/{id}/retry");
        await _client.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Delete, $"v1/jobs/{id}");
        await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"v1/jobs/{id}/cancel");
        await _client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"v1/jobs/{id}");
        await _client.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"v1/jobs/{id}");
    }

    [Fact]
    public async Task An_array_is_answered_with_an_array_and_a_repeat_creates_nothing()
    {
        const string Body = """
            [{"id":"0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69","handler":"add","queue":"batch"},
             {"id":"0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a70","handler":"add","queue":"batch"}]
            """;
        var first = await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "v1/jobs", Body);
        Assert.Equal(["created", "created"], first.EnumerateArray().Select(a => a.GetProperty("outcome").GetString()));
        var again = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "v1/jobs", Body);
        Assert.Equal(["sameId", "sameId"], again.EnumerateArray().Select(a => a.GetProperty("outcome").GetString()));
        var listed = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "v1/jobs?queue=batch&state=ready");
        Assert.Equal(2, listed.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_stopping_server_answers_those_who_wait()
    {
        await using var stopping = new ServerFixture();
        await stopping.InitializeAsync();
        var job = await stopping.Client.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "v1/jobs", """{"handler":"sleepy"}""");
        var waiting = stopping.Client.ExpectAsync(
            HttpStatusCode.Accepted, HttpMethod.Get, $"v1/jobs/{job.GetProperty("id").GetString()}/result?wait=60s");
        await Task.WhenAny(stopping.ListeningAsync(), waiting);
        await stopping.StopAsync();
        Assert.Equal("ready", (await waiting).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Error_texts_are_written_as_people_read_them()
    {
        using var response = await _client.GetAsync("v1/jobs?state=\u00e9tat", TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("is '\u00e9tat'", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_a_running_job_is_accepted_for_later()
    {
        await _client.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "v1/jobs", """{"handler":"sleepy","queue":"running"}""");
        var id = (await server.ClaimAsync("running")).Token.Job;
        var answer = await _client.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, $"v1/jobs/{id}/cancel");
        Assert.Equal("requested", answer.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("{\n\"handler\": }", 2, 12, null)]
    [InlineData("{\"handler\":\"a\",\"colour\":1}", 1, 16, "colour")]
    public async Task Faulty_json_is_answered_with_its_place(string body, int line, int column, string? field)
    {
        var problem = await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "v1/jobs", body);
        Assert.Equal(line, problem.GetProperty("line").GetInt32());
        Assert.Equal(column, problem.GetProperty("column").GetInt32());
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
    }

    [Theory]
    [InlineData("GET", "v1/jobs/42", 400)]
    [InlineData("GET", "v1/jobs/0197c2f4-0000-7d3e-9b0a-3f1d2c4b5a69", 404)]
    [InlineData("GET", "v1/jobs/0197c2f4-0000-7d3e-9b0a-3f1d2c4b5a69/result?wait=soon", 400)]
    [InlineData("GET", "v1/jobs?stat=ready", 400)]
    [InlineData("GET", "v1/jobs?limit=many", 400)]
    [InlineData("GET", "v1/jobs?state=asleep", 400)]
    [InlineData("GET", "v1/nothing", 404)]
    [InlineData("PUT", "v1/jobs", 405)]
    [InlineData("POST", "v1/schedules/s/ticks", 405)]
    public async Task A_wrong_request_is_answered_with_a_problem(string method, string path, int status) =>
        await _client.ExpectAsync((HttpStatusCode)status, new HttpMethod(method), path, method == "GET" ? null : "{}");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_cap_is_refused_whether_its_length_is_announced_or_not(bool announced)
    {
        var body = new byte[ApiLimits.MaxBodyBytes + 1];
        Array.Fill(body, (byte)' ');
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/jobs") { Content = new ByteArrayContent(body) };
        request.Headers.ExpectContinue = announced;
        request.Headers.TransferEncodingChunked = !announced;
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("8,388,608 bytes", text, StringComparison.Ordinal);
    }
}
