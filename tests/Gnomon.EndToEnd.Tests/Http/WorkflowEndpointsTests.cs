using System.Net;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Store;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class WorkflowEndpointsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _client = server.Client;
    private readonly HttpApi _api = new(server.Client);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workflow_is_submitted_seen_drawn_signalled_and_runs_to_its_end()
    {
        var id = await SubmitAsync("""
            {"name":"one","steps":{
              "a":{"handler":"work","queue":"one"},
              "ok":{"signal":"approved","after":"a"},
              "b":{"handler":"work","queue":"one","after":{"ok":"succeeded"}},
              "undo":{"handler":"work","queue":"one","after":{"b":"failed"}}}}
            """);
        var seen = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"v1/workflows/{id}");
        Assert.Equal(("one", "running", 4, 0.0), (
            Text(seen, "name"), Text(seen, "state"), seen.GetProperty("total").GetInt32(),
            seen.GetProperty("progress").GetDouble()));
        Assert.Equal(3, seen.GetProperty("jobs").GetProperty("blocked").GetInt32());
        var steps = seen.GetProperty("steps").GetProperty("items");
        Assert.Equal(["a", "ok", "b", "undo"], steps.EnumerateArray().Select(step => Text(step, "step")));
        var after = steps[3].GetProperty("after")[0];
        Assert.Equal(("b", "failed", Text(steps[2], "job")), (Text(after, "step"), Text(after, "when"), Text(after, "job")));
        Assert.Equal("approved", steps[1].GetProperty("signals")[0].GetString());

        var job = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"v1/jobs/{Text(steps[2], "job")}");
        Assert.Equal((id, "b", "blocked"), (Text(job, "workflow"), Text(job, "step"), Text(job, "state")));
        Assert.Equal("ok", Text(job.GetProperty("after")[0], "step"));

        await EndAsync("one", SettlementKind.Succeeded);
        var signalled = await _client.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, $"v1/workflows/{id}/signals/approved", """{"by":"me"}""");
        Assert.Equal(("done", "running"), (Text(signalled, "outcome"), Text(signalled, "state")));
        await EndWaitAsync(Text(steps[1], "job")!);
        var waiting = _api.GetWorkflowAsync(id, TimeSpan.FromMinutes(5), Cancellation);
        await EndAsync("one", SettlementKind.Succeeded);
        var ended = await waiting;
        Assert.Equal(("succeeded", 1.0, true), (ended.State, ended.Progress, ended.Ended));
        Assert.Equal("""{"by":"me"}""", ended.Signals["approved"]!.Value.GetRawText());
        Assert.Equal((3L, 1L), (ended.Jobs["succeeded"], ended.Jobs["cancelled"]));
    }

    [Fact]
    public async Task Steps_and_workflows_are_listed_page_by_page()
    {
        var id = await SubmitAsync(
            """{"steps":{"g":{"group":{"handler":"work","queue":"pages","parallel":2,"each":[1,2,3,4]}}}}""");
        var first = await _api.ListStepsAsync(id, null, 3, Cancellation);
        Assert.Equal(["g/1", "g/2", "g/3"], first.Items.Select(step => step.Step));
        Assert.Equal("g", first.Items[0].Group);
        var rest = await _api.ListStepsAsync(id, first.Next, null, Cancellation);
        Assert.Equal(["g/4", "g"], rest.Items.Select(step => step.Step));
        Assert.Null(rest.Next);
        Assert.Equal((4, "gathered"), (rest.Items[1].AfterCount, rest.Items[1].After[0].When));
        var jobs = await _api.ListJobsAsync(new JobListQuery { Workflow = id, Limit = 3 }, Cancellation);
        Assert.Equal(["g", "g/4", "g/3"], jobs.Items.Select(job => job.Step));
        jobs = await _api.ListJobsAsync(new JobListQuery { Workflow = id, Limit = 3, Cursor = jobs.Next }, Cancellation);
        Assert.Equal(["g/2", "g/1"], jobs.Items.Select(job => job.Step));
        Assert.Null(jobs.Next);
        var ready = await _api.ListJobsAsync(new JobListQuery { Workflow = id, State = "ready" }, Cancellation);
        Assert.Equal(["g/2", "g/1"], ready.Items.Select(job => job.Step));
        var unreadable = await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "v1/jobs?workflow=g");
        Assert.Equal("workflow", Text(unreadable, "field"));
        var list = await _api.ListWorkflowsAsync(new WorkflowListQuery { State = "running", Limit = 1 }, Cancellation);
        Assert.Single(list.Items);
        Assert.Null(list.Items[0].Steps);
        var problem = await _client.ExpectAsync(
            HttpStatusCode.BadRequest, HttpMethod.Get, "v1/workflows?state=dead");
        Assert.Contains("allowed are running, succeeded, failed, cancelled", Text(problem, "detail"));
        await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "v1/workflows?status=running");
    }

    [Fact]
    public async Task The_picture_shows_states_and_folds_large_groups()
    {
        var each = string.Join(',', Enumerable.Range(0, 21));
        var id = await SubmitAsync(
            """
            {"steps":{"a":{"handler":"work","queue":"pic"},
              "big":{"group":{"handler":"work","queue":"pic","each":[EACH]},"after":"a"},
              "small":{"group":{"handler":"work","queue":"pic","each":[1,2]},"after":{"big":"failed"}},"ok":{"signal":"yes"}}}
            """.Replace("EACH", each, StringComparison.Ordinal));
        var picture = await _api.DrawWorkflowAsync(id, Cancellation);
        Assert.StartsWith("flowchart LR\n", picture, StringComparison.Ordinal);
        Assert.Contains("s0[\"a\"]:::ready", picture, StringComparison.Ordinal);
        Assert.Contains("s1[[\"big<br/>21 jobs<br/>21 blocked\"]]:::blocked", picture, StringComparison.Ordinal);
        Assert.Contains("{{\"small\"}}:::blocked", picture, StringComparison.Ordinal);
        Assert.Contains("[\"small/2\"]:::blocked", picture, StringComparison.Ordinal);
        Assert.Contains("{{\"ok<br/>signal yes\"}}:::blocked", picture, StringComparison.Ordinal);
        Assert.Contains("s0 --> s1\n", picture, StringComparison.Ordinal);
        Assert.Contains("s1 -. failed .-> s2\n", picture, StringComparison.Ordinal);
        Assert.Contains("classDef blocked", picture, StringComparison.Ordinal);
        var response = await _client.GetAsync($"v1/workflows/{id}/picture", Cancellation);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_workflow_is_cancelled_retried_restarted_and_removed()
    {
        var id = await SubmitAsync(
            """{"steps":{"a":{"handler":"work","queue":"ctl"},"b":{"handler":"work","queue":"ctl","after":"a"}}}""");
        var path = $"v1/workflows/{id}";
        await _client.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{path}/restart");
        await _client.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Delete, path);
        var claim = await server.ClaimAsync("ctl");
        var asked = await _client.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, $"{path}/cancel");
        Assert.Equal(("requested", "running"), (Text(asked, "outcome"), Text(asked, "state")));
        await server.SettleAsync(new Settlement(claim.Token, SettlementKind.Cancelled));
        Assert.Equal("cancelled", (await _api.GetWorkflowAsync(id, TimeSpan.Zero, Cancellation)).State);
        var problem = await _client.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{path}/cancel");
        Assert.Contains("is cancelled: it has ended and cannot be cancelled", Text(problem, "detail"));
        await _client.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"{path}/signals/x");
        Assert.Equal("running", (await _api.RetryWorkflowAsync(id, Cancellation)).State);
        await EndAsync("ctl", SettlementKind.Dead);
        var failed = await _api.GetWorkflowAsync(id, TimeSpan.Zero, Cancellation);
        Assert.Equal("failed", failed.State);
        Assert.Equal("it waited for the success of step 'a', which ended dead", failed.Steps!.Items[1].Error);
        Assert.Equal("running", (await _api.RestartWorkflowAsync(id, Cancellation)).State);
        await _api.CancelWorkflowAsync(id, Cancellation);
        await _client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path);
        foreach (var gone in (string[])[path, $"{path}/steps", $"{path}/picture"])
            await _client.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, gone);
        await _client.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"{path}/cancel");
        await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "v1/workflows/nonsense");
    }

    [Fact]
    public async Task The_same_id_makes_one_workflow_and_new_steps_join_it()
    {
        var id = Guid.NewGuid().ToString();
        var one = """{"id":"ID","steps":{"a":{"handler":"work","queue":"same"}}}"""
            .Replace("ID", id, StringComparison.Ordinal);
        var two = one.Replace("}}}", """},"b":{"handler":"work","queue":"same","after":"a"}}}""", StringComparison.Ordinal);
        Assert.Equal("created", Text(await PostAsync(HttpStatusCode.Created, one), "outcome"));
        Assert.Equal("sameId", Text(await PostAsync(HttpStatusCode.OK, one), "outcome"));
        Assert.Equal("joined", Text(await PostAsync(HttpStatusCode.Created, two), "outcome"));
        await _api.CancelWorkflowAsync(id, Cancellation);
        Assert.Equal("sameId", Text(await PostAsync(HttpStatusCode.OK, two), "outcome"));
        var late = two.Replace("\"b\":", "\"c\":", StringComparison.Ordinal);
        Assert.Contains("steps cannot join it any more", Text(await PostAsync(HttpStatusCode.Conflict, late), "detail"));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_the_step_and_nothing_is_stored()
    {
        var circle = await PostAsync(
            HttpStatusCode.BadRequest,
            """{"steps":{"a":{"handler":"h","after":"b"},"b":{"handler":"h","after":"a"}}}""");
        Assert.Equal("steps.a.after", Text(circle, "field"));
        Assert.Contains("in a circle: a after b after a", Text(circle, "detail"));
        var unknown = await PostAsync(HttpStatusCode.BadRequest, """{"steps":{"a":{"handlr":"h"}}}""");
        Assert.Contains("steps.a.handlr is not known here; allowed are", Text(unknown, "detail"));
        var holder = await _client.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "v1/jobs", """{"handler":"h","key":"wk"}""");
        var taken = await PostAsync(
            HttpStatusCode.Conflict, """{"steps":{"a":{"handler":"h"},"b":{"handler":"h","key":"wk"}}}""");
        Assert.Equal((Text(holder, "id"), "steps.b.key"), (Text(taken, "job"), Text(taken, "field")));
        var warned = await PostAsync(HttpStatusCode.Created, """{"steps":{"a":{"group":{"handler":"h","each":[1,2]}}}}""");
        Assert.Equal(
            "no live node has a handler named 'h'; the job waits until one does",
            Assert.Single(warned.GetProperty("warnings").EnumerateArray()).GetString());
    }

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.GetString() : null;

    private async Task<string> SubmitAsync(string body) => Text(await PostAsync(HttpStatusCode.Created, body), "id")!;

    private Task<JsonElement> PostAsync(HttpStatusCode status, string body) =>
        _client.ExpectAsync(status, HttpMethod.Post, "v1/workflows", body);

    /// <summary>Ends a step that waits: it comes from the queue that all of them have, those of other tests too.</summary>
    private async Task EndWaitAsync(string job)
    {
        while (true)
        {
            var claim = await server.ClaimAsync("default");
            await server.SettleAsync(new Settlement(claim.Token, SettlementKind.Succeeded));
            if (claim.Token.Job.ToString() == job) return;
        }
    }

    private async Task EndAsync(string queue, SettlementKind kind) =>
        await server.SettleAsync(new Settlement((await server.ClaimAsync(queue)).Token, kind));
}
