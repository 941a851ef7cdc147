using System.Net;
using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class ScheduleEndpointsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _client = server.Client;

    [Fact]
    public async Task A_schedule_is_put_read_paused_triggered_and_removed()
    {
        const string Body = """{"trigger":{"every":"3600s"},"handler":"add","args":["1"],"overlap":"skip"}""";
        await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, "v1/schedules/s", Body);
        var put = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "v1/schedules/s", Body);
        var read = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "v1/schedules/s");
        Assert.Equal(put.GetRawText(), read.GetRawText());
        await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "v1/schedules/s", read.GetRawText());
        var listed = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "v1/schedules");
        Assert.Contains(listed.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == "s");

        var paused = await _client.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, "v1/schedules/s/pause", """{"reason":"holidays"}""");
        Assert.Equal("holidays", paused.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, paused.GetProperty("nextTick").ValueKind);
        var resumed = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "v1/schedules/s/resume");
        Assert.Equal(JsonValueKind.String, resumed.GetProperty("nextTick").ValueKind);

        var job = await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "v1/schedules/s/trigger");
        var made = await _client.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Get, $"v1/jobs/{job.GetProperty("id").GetString()}");
        Assert.Equal("s", made.GetProperty("schedule").GetString());
        var ticks = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "v1/schedules/s/ticks");
        Assert.Equal(0, ticks.GetProperty("items").GetArrayLength());

        await _client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, "v1/schedules/s");
        await _client.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "v1/schedules/s");
        await _client.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, "v1/schedules/s/ticks");
    }

    [Fact]
    public async Task Jitter_and_most_runs_are_stored_and_the_server_says_when_the_next_run_is()
    {
        const string Body =
            """{"trigger":{"every":"3600s"},"handler":"add","args":["1"],"jitter":"1h","maxRuns":3,"runs":77}""";
        var put = await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, "v1/schedules/spread", Body);
        Assert.Equal(
            ("1h", 3L, 0L),
            (put.GetProperty("jitter").GetString(), put.GetProperty("maxRuns").GetInt64(),
                put.GetProperty("runs").GetInt64()));
        var (tick, run) = (
            put.GetProperty("nextTick").GetDateTimeOffset(), put.GetProperty("nextRunAt").GetDateTimeOffset());
        Assert.InRange(run, tick, tick.AddHours(1).AddTicks(-1));
        var read = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "v1/schedules/spread");
        Assert.Equal(put.GetRawText(), read.GetRawText());
        await _client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, "v1/schedules/spread");
    }

    [Fact]
    public async Task The_entity_tag_guards_a_change()
    {
        const string Body = """{"trigger":{"every":"3600s"},"handler":"add"}""";
        var (response, _) = await _client.SendAsync(HttpMethod.Put, "v1/schedules/guarded", Body);
        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync("guarded", Body, "If-Match", "\"7\""));
        Assert.Equal(HttpStatusCode.OK, await PutAsync("guarded", Body, "If-Match", "\"1\""));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync("guarded", Body, "If-None-Match", "*"));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync("guarded", Body, "If-Match", "abc"));
    }

    [Theory]
    [InlineData("s", """{"handler":"add","trigger":{"every":"often"}}""", "trigger.every")]
    [InlineData("s", """{"id":"t","handler":"add","trigger":{"every":"5s"}}""", "id")]
    [InlineData("s", """{"handler":"add","trigger":{"every":"5s"},"jitter":"soon"}""", "jitter")]
    [InlineData("s", """{"handler":"add","trigger":{"every":"5s"},"maxRuns":0}""", "maxRuns")]
    [InlineData("s", """{"handler":"add","trigger":{"every":"5s"},"maxRuns":"3"}""", "maxRuns")]
    [InlineData("a%20b", """{"handler":"add","trigger":{"every":"5s"}}""", "id")]
    [InlineData("s", """{"handler":"add","trigger":{"rrule":"x"}}""", "trigger.rrule")]
    public async Task A_faulty_schedule_is_refused_by_member(string id, string body, string field)
    {
        var problem = await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"v1/schedules/{id}", body);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    private async Task<HttpStatusCode> PutAsync(string id, string body, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"v1/schedules/{id}")
        {
            Content = new StringContent(body),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
