using System.Globalization;
using System.Net;
using System.Text.Json;
using Gnomon.Api;
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
    public async Task A_schedule_of_a_workflow_is_put_read_put_again_and_refused_by_the_step_at_fault()
    {
        const string Body =
            """{"trigger":{"every":"3600s"},"workflow":{"name":"w","steps":{"a":{"handler":"add"},"b":{"handler":"add","after":"a"}}}}""";
        var put = await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, "v1/schedules/flow", Body);
        Assert.Equal("workflow", put.GetProperty("target").GetString());
        Assert.Equal(JsonValueKind.Null, put.GetProperty("handler").ValueKind);
        var again = await _client.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, "v1/schedules/flow", put.GetRawText());
        Assert.Equal(1, again.GetProperty("revision").GetInt32());
        Assert.Equal("w", again.GetProperty("workflow").GetProperty("name").GetString());
        var refused = await _client.ExpectAsync(
            HttpStatusCode.BadRequest, HttpMethod.Put, "v1/schedules/flow", Body.Replace("\"after\":\"a\"", "\"after\":\"b\""));
        Assert.StartsWith("workflow.steps.b.after: ", refused.GetProperty("detail").GetString());
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
    [InlineData("s", """{"handler":"add","trigger":{"lunar":"x"}}""", "trigger.lunar")]
    [InlineData("s", """{"handler":"add","trigger":{"any":[{"every":"5s"},{"kron":"x"}]}}""", "trigger.any[1].kron")]
    [InlineData("s", """{"handler":"add","trigger":{"any":[{"every":"5s"},{"cron":"x"}]}}""", "trigger.any[1].cron")]
    [InlineData(
        "s", """{"handler":"add","trigger":{"every":"5s","exclude":[{"days":[]}]}}""", "trigger.exclude[0].days")]
    [InlineData(
        "s", """{"handler":"add","trigger":{"every":"5s","exclude":[{"calendar":"fr"}]}}""",
        "trigger.exclude[0].calendar")]
    public async Task A_faulty_schedule_is_refused_by_member(string id, string body, string field)
    {
        var problem = await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"v1/schedules/{id}", body);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Every_part_of_a_trigger_is_stored_answered_and_can_be_put_back()
    {
        const string Body = """
            {"handler":"add","trigger":{"any":[
              {"cron":"H 2 * * *","zone":"Eastern Standard Time","gap":"shift","overlap":"both"},
              {"cron":"0 15 10 ? * 6L","dialect":"quartz"},
              {"rrule":"FREQ=MONTHLY;BYDAY=-1FR","from":"2026-01-30T17:00:00","zone":"Europe/Berlin"},
              {"every":"1h","anchor":"2026-01-01T00:00:00Z"},{"after":"10m"},{"text":"@every 7h"}],
             "exclude":[{"cron":"* * * * SAT"},{"dates":["2026-12-25"],"zone":"Europe/Berlin"},
              {"calendar":"known"},{"calendar":"own","dates":["2026-12-26"]},{"text":"dates 2026-12-31"}]}}
            """;
        var put = await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, "v1/schedules/rich", Body);
        var trigger = put.GetProperty("trigger");
        var first = trigger.GetProperty("any")[0];
        Assert.Equal("America/New_York", first.GetProperty("zone").GetString());
        Assert.Matches("^[0-9]+ 2 \\* \\* \\*$", first.GetProperty("cron").GetString());
        Assert.StartsWith("At 02:", first.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, trigger.GetProperty("any")[4].GetProperty("at").ValueKind);
        Assert.Equal(
            ServerFixture.Known.Dates.Select(date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            trigger.GetProperty("exclude")[2].GetProperty("dates").EnumerateArray().Select(date => date.GetString()));
        var again = await _client.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, "v1/schedules/rich", put.GetRawText());
        Assert.Equal(put.GetRawText(), again.GetRawText());
    }

    [Fact]
    public async Task The_ticks_to_come_are_told_in_UTC_and_in_local_time_with_the_moment_of_running()
    {
        const string Body = """
            {"handler":"add","trigger":{"cron":"30 2 * * *","zone":"America/New_York"},"jitter":"10m",
             "start":"2099-03-07T00:00:00Z"}
            """;
        await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, "v1/schedules/far", Body);
        var next = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "v1/schedules/far/next?count=2");
        var items = next.GetProperty("items");

        // Clocks go forward on 8 March 2099: 02:30 is left out, and the tick is at the end of the gap.
        Assert.Equal(
            ["2099-03-07T02:30:00-05:00", "2099-03-08T03:00:00-04:00"],
            items.EnumerateArray().Select(item => item.GetProperty("local").GetString()));
        Assert.Equal("2099-03-08T07:00:00Z", items[1].GetProperty("at").GetString());
        Assert.InRange(
            items[1].GetProperty("runAt").GetDateTimeOffset(),
            new DateTimeOffset(2099, 3, 8, 7, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2099, 3, 8, 7, 10, 0, TimeSpan.Zero));
        Assert.Equal(JsonValueKind.Null, next.GetProperty("next").ValueKind);
        Assert.False(next.TryGetProperty("paused", out _));

        await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "v1/schedules/far/pause");
        next = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "v1/schedules/far/next");
        Assert.Equal((10, true), (next.GetProperty("items").GetArrayLength(), next.GetProperty("paused").GetBoolean()));
        var api = new HttpApi(_client);
        Assert.Equal(3, (await api.ListNextTicksAsync("far", 3, TestContext.Current.CancellationToken)).Items.Count);
    }

    [Theory]
    [InlineData("v1/schedules/nobody/next", HttpStatusCode.NotFound, null)]
    [InlineData("v1/schedules/nobody/next?count=0", HttpStatusCode.BadRequest, "count")]
    [InlineData("v1/schedules/nobody/next?count=1001", HttpStatusCode.BadRequest, "count")]
    [InlineData("v1/schedules/nobody/next?count=few", HttpStatusCode.BadRequest, "count")]
    [InlineData("v1/schedules/nobody/next?limit=5", HttpStatusCode.BadRequest, "limit")]
    public async Task Asking_wrongly_for_ticks_to_come_is_refused(string path, HttpStatusCode status, string? field)
    {
        var problem = await _client.ExpectAsync(status, HttpMethod.Get, path);
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
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
