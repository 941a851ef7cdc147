using System.Net;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Store;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class JobControlEndpointsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _client = server.Client;
    private readonly HttpApi _api = new(server.Client);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_burst_is_debounced_and_a_rejected_duplicate_is_a_conflict()
    {
        const string Burst = """
            {"handler":"add","args":["1"],"key":"burst","delay":"1h","unique":{"scope":"global","onDuplicate":"debounce"},
             "limitKey":"tenant","headers":{"trace":"abc"},"argsVersion":2}
            """;
        var first = await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "v1/jobs", Burst);
        var id = first.GetProperty("id").GetString();
        var second = await _client.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, "v1/jobs", Burst.Replace("\"1\"", "\"2\"", StringComparison.Ordinal));
        Assert.Equal(("replaced", id), (
            second.GetProperty("outcome").GetString(), second.GetProperty("id").GetString()));
        var job = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"v1/jobs/{id}");
        Assert.Equal("""["2"]""", job.GetProperty("args").GetRawText());
        Assert.Equal(
            """{"scope":"global","hold":"untilEnded","onDuplicate":"debounce"}""",
            job.GetProperty("unique").GetRawText());
        Assert.Equal(("tenant", """{"trace":"abc"}""", 2), (
            job.GetProperty("limitKey").GetString(),
            job.GetProperty("headers").GetRawText(),
            job.GetProperty("argsVersion").GetInt32()));
        var problem = await _client.ExpectAsync(
            HttpStatusCode.Conflict,
            HttpMethod.Post,
            "v1/jobs",
            """[{"handler":"add"},{"handler":"add","key":"burst","unique":{"onDuplicate":"reject"}}]""");
        Assert.Equal((id, "[1].key"), (
            problem.GetProperty("job").GetString(), problem.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task One_job_is_hastened_and_gets_another_priority()
    {
        var job = await _client.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "v1/jobs", """{"handler":"add","delay":"1h","queue":"one"}""");
        var path = $"v1/jobs/{job.GetProperty("id").GetString()}";
        await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/priority", """{"priority":9}""");
        await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{path}/priority", "{}");
        await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"{path}/priority", """{"priority":10}""");
        var ready = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/run");
        Assert.Equal("ready", ready.GetProperty("state").GetString());
        await _client.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{path}/run");
        var changed = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);
        Assert.Equal(9, changed.GetProperty("priority").GetInt32());
    }

    [Fact]
    public async Task Jobs_are_changed_by_filter_step_by_step()
    {
        var drafts = $"[{string.Join(',', Enumerable.Repeat("""{"handler":"add","queue":"many","delay":"1h"}""", 5))}]";
        await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "v1/jobs", drafts);
        Assert.Equal((5, 0, 0), await AllAsync("priority", """ "priority":1,"limit":2 """));
        Assert.Equal((5, 0, 0), await AllAsync("run", """ "state":"scheduled" """));
        await server.ClaimAsync("many");
        Assert.Equal((4, 1, 0), await AllAsync("cancel", """ "handler":"add","limit":3 """));
        Assert.Equal((4, 0, 0), await AllAsync("retry", """ "state":"cancelled" """));
        Assert.Equal((0, 0, 0), await AllAsync("delete", """ "limit":1000 """));
        var body = await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "v1/jobs/cancel", "");
        Assert.Contains("the body is empty", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "v1/jobs/cancel", """{"queues":"a"}""");
        await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "v1/jobs/priority", "{}");
    }

    [Fact]
    public async Task The_client_changes_jobs_as_the_server_does()
    {
        var draft = new JobDraftDocument
        {
            Handler = "add", Queue = "client", Key = "c", Unique = new UniqueDocument { OnDuplicate = "reject" },
        };
        var id = (await _api.SubmitAsync([draft], Cancellation))[0].Id;
        var taken = await Assert.ThrowsAsync<ApiException>(() => _api.SubmitAsync([draft], Cancellation));
        Assert.Equal((409, "key", id), (taken.Status, taken.Field, taken.Job));
        Assert.Equal("ready", (await _api.ChangePriorityAsync(id, 3, Cancellation)).State);
        await Assert.ThrowsAsync<ApiException>(() => _api.RunNowAsync(id, Cancellation));
        var filter = new JobFilterDocument { Queue = "client" };
        foreach (var action in new[]
            { ControlAction.Cancel, ControlAction.Retry, ControlAction.Cancel, ControlAction.Delete })
            Assert.Equal(
                new ControlCountsDocument(1, 0, 0, null), await _api.ControlAsync(action, filter, Cancellation));
        Assert.Equal(
            new ControlCountsDocument(0, 0, 0, null),
            await _api.ControlAsync(ControlAction.RunNow, filter, Cancellation));
        Assert.Equal(
            new ControlCountsDocument(0, 0, 0, null),
            await _api.ControlAsync(ControlAction.ChangePriority, filter with { Priority = 1 }, Cancellation));
    }

    /// <summary>Goes through all steps; the members narrow the choice beside the queue.</summary>
    private async Task<(int Done, int Requested, int Refused)> AllAsync(string verb, string members)
    {
        var sum = (Done: 0, Requested: 0, Refused: 0);
        JsonElement cursor = default;
        do
        {
            var next = cursor.ValueKind == JsonValueKind.String ? $",\"cursor\":{cursor.GetRawText()}" : "";
            var body = "{\"queue\":\"many\"," + members + next + "}";
            var counts = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"v1/jobs/{verb}", body);
            sum.Done += counts.GetProperty("done").GetInt32();
            sum.Requested += counts.GetProperty("requested").GetInt32();
            sum.Refused += counts.GetProperty("refused").GetInt32();
            cursor = counts.GetProperty("next");
        }
        while (cursor.ValueKind == JsonValueKind.String);
        return sum;
    }
}
