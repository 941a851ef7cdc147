using System.Net;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Store;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class BroadcastEndpointsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _client = server.Client;
    private readonly HttpApi _api = new(server.Client);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broadcast_is_published_once_and_read_with_the_result_of_each_node()
    {
        await JoinAsync("n1", "web", "edge");
        await JoinAsync("n2", "web");
        const string Id = "01a1fd5e-7a11-7c0e-a4a9-2f6f9d1c7d55";
        const string Draft = $$"""{"id":"{{Id}}","name":"reload","handler":"reload","args":{"x":1},"queue":"web"}""";
        var published = await _client.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "v1/broadcasts", Draft);
        Assert.Equal(
            ["n1", "n2"], published.GetProperty("copies").EnumerateArray().Select(c => c.GetProperty("node").GetString()));
        var again = await _client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "v1/broadcasts", Draft);
        Assert.Equal("sameId", again.GetProperty("outcome").GetString());

        var job = await server.ClaimAsync("web");
        await server.SettleAsync(new Settlement(job.Token, SettlementKind.Dead) { Error = "broken" });
        var broadcast = await _api.GetBroadcastAsync(Id, TimeSpan.Zero, Cancellation);
        Assert.Equal(("running", "reload", "reload", "web"), (
            broadcast.State, broadcast.Name, broadcast.Handler, broadcast.Queue));
        Assert.Equal((1L, 1L, 1L), (broadcast.Counts["dead"], broadcast.Counts["ready"], broadcast.Failures));
        Assert.Equal([("n1", "dead", "broken"), ("n2", "ready", null)], broadcast.Copies!.Select(c => (c.Node, c.State, c.Error)));

        var listed = await _api.ListBroadcastsAsync("running", null, null, Cancellation);
        Assert.Null(Assert.Single(listed.Items, item => item.Id == Id).Copies);
        await server.Parts.Store.ControlAsync(
            new ControlRequest(ControlAction.Cancel, [new JobId(Guid.Parse(broadcast.Copies![1].Job))]), Cancellation);
        var ended = await _api.GetBroadcastAsync(Id, TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(("failed", 2L), (ended.State, ended.Failures));
    }

    [Fact]
    public async Task A_broadcast_with_a_fault_is_refused_by_its_member()
    {
        await JoinAsync("n1", "web");
        await RefusedAsync("handler", "{}");
        await RefusedAsync("for", """{"handler":"reload","for":"1h","until":"2099-01-01T00:00:00Z"}""");
        await RefusedAsync("until", """{"handler":"reload","until":"2020-01-01T00:00:00Z"}""");
        await RefusedAsync("until", """{"handler":"reload","for":"1h","sharded":true}""");
        await RefusedAsync("nodeTag", """{"handler":"reload","nodeTag":"a b"}""");
        await RefusedAsync("priority", """{"handler":"reload","priority":10}""");
        var nobody = await _client.ExpectAsync(
            HttpStatusCode.Conflict, HttpMethod.Post, "v1/broadcasts", """{"handler":"absent"}""");
        Assert.Contains("No live node has a handler 'absent'", nobody.GetProperty("detail").GetString());
        await _client.ExpectAsync(
            HttpStatusCode.NotFound, HttpMethod.Get, "v1/broadcasts/0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69");
        await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "v1/broadcasts?state=odd");
    }

    [Fact]
    public async Task A_job_is_pinned_listed_by_its_node_and_pinned_elsewhere()
    {
        var submitted = await _client.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "v1/jobs", """{"handler":"x","queue":"pins","onNode":"far"}""");
        Assert.Contains("node 'far' is not live", submitted.GetProperty("warnings")[0].GetString());
        var id = submitted.GetProperty("id").GetString()!;
        Assert.Equal(id, Assert.Single(
            (await _api.ListJobsAsync(new JobListQuery { OnNode = "far" }, Cancellation)).Items).Id);
        Assert.Equal("pinnedNodeGone", (await _api.ExplainAsync(id, Cancellation)).Reason);
        await _api.PinAsync(id, "near", Cancellation);
        Assert.Equal("near", (await _api.GetJobAsync(id, Cancellation)).OnNode);
        var counts = await _api.ControlAsync(
            ControlAction.Pin, new JobFilterDocument { OnNode = "near", To = "n1" }, Cancellation);
        Assert.Equal(1, counts.Done);
        await _api.PinAsync(id, null, Cancellation);
        Assert.Null((await _api.GetJobAsync(id, Cancellation)).OnNode);
        await _api.CancelAsync(id, Cancellation);
        await _client.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"v1/jobs/{id}/pin", """{"onNode":"n1"}""");
    }

    private async Task JoinAsync(string node, string queue, params string[] tags) =>
        await server.Parts.Cluster.JoinAsync(
            new NodeInfo(node, "host", 1, [queue], ["reload"], 1) { Tags = tags }, Cancellation);

    private async Task RefusedAsync(string field, string draft)
    {
        var problem = await _client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "v1/broadcasts", draft);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }
}
