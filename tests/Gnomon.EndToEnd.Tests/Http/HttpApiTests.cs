using System.Text.Json;
using Gnomon.Api;
using Gnomon.Store;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Http;

public sealed class HttpApiTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private readonly HttpApi _api = new(server.Client);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_go_there_and_back_as_documents()
    {
        var draft = new JobDraftDocument
        {
            Handler = "add", Args = JsonElement.Parse("""["12","45"]"""), Queue = "client", Tags = ["a b&c"],
        };
        var one = Assert.Single(await _api.SubmitAsync([draft], Cancellation));
        var two = await _api.SubmitAsync([draft, draft with { Priority = 9 }], Cancellation);
        var listed = await _api.ListJobsAsync(new JobListQuery { Tag = "a b&c", Limit = 2 }, Cancellation);
        Assert.Equal(2, listed.Items.Count);
        Assert.NotNull(listed.Next);

        var claim = await server.ClaimAsync("client");
        Assert.Equal(two[1].Id, claim.Token.Job.ToString());
        var waiting = _api.GetResultAsync(two[1].Id, TimeSpan.FromMinutes(5), Cancellation);
        await server.SettleAsync(new Settlement(claim.Token, SettlementKind.Dead) { Error = "no luck" });
        var result = await waiting;
        Assert.Equal(("dead", "no luck", true), (result.State, result.Error, result.Ended));
        Assert.Equal("ready", (await _api.RetryAsync(two[1].Id, Cancellation)).State);
        Assert.Empty((await _api.GetLogsAsync(two[1].Id, Cancellation)).Lines);
        Assert.Equal("cancelled", (await _api.CancelAsync(one.Id, Cancellation)).State);
        await _api.DeleteAsync(one.Id, Cancellation);
        var gone = await Assert.ThrowsAsync<ApiException>(() => _api.GetJobAsync(one.Id, Cancellation));
        Assert.Equal((404, "Not found"), (gone.Status, gone.Title));
        Assert.Equal("add", (await _api.GetJobAsync(two[0].Id, Cancellation)).Handler);
    }

    [Fact]
    public async Task Schedules_go_there_and_back_as_documents()
    {
        var schedule = new ScheduleDocument { Handler = "add", Trigger = new TriggerDocument { Every = "3600s" } };
        Assert.True((await _api.PutScheduleAsync("c", schedule, 0, Cancellation)).Created);
        var conflict = await Assert.ThrowsAsync<ApiException>(
            () => _api.PutScheduleAsync("c", schedule, 0, Cancellation));
        Assert.Equal(409, conflict.Status);
        Assert.False((await _api.PutScheduleAsync("c", schedule with { Priority = 1 }, 1, Cancellation)).Created);
        Assert.Equal("why", (await _api.PauseScheduleAsync("c", "why", null, Cancellation)).Reason);
        Assert.False((await _api.ResumeScheduleAsync("c", null, Cancellation)).Paused);
        Assert.Equal("created", (await _api.TriggerScheduleAsync("c", null, Cancellation)).Outcome);
        Assert.Empty((await _api.ListTicksAsync("c", null, 5, Cancellation)).Items);
        var again = await Assert.ThrowsAsync<ApiException>(() => _api.PauseScheduleAsync("c", null, 1, Cancellation));
        Assert.Equal(409, again.Status);
        Assert.Single((await _api.ListSchedulesAsync(null, 5, Cancellation)).Items, listed => listed.Id == "c");
        await _api.RemoveScheduleAsync("c", null, Cancellation);
        await Assert.ThrowsAsync<ApiException>(() => _api.GetScheduleAsync("c", Cancellation));
    }

    [Fact]
    public async Task Runs_of_schedules_are_asked_for_and_explained()
    {
        var schedule = new ScheduleDocument
        {
            Handler = "add", Overlap = "bufferAll", PauseAfterFailures = 3,
            Trigger = new TriggerDocument { Cron = "0 0 1 1 *" },
        };
        await _api.PutScheduleAsync("y", schedule, null, Cancellation);
        var from = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var request = new BackfillRequestDocument { From = from, To = from.AddYears(3), Overlap = "allow", Limit = 2 };
        var first = await _api.BackfillScheduleAsync("y", request, Cancellation);
        Assert.Equal(["ran", "ran"], first.Items.Select(tick => tick.Outcome));
        Assert.Equal(from.AddYears(2), first.Next);
        var rest = await _api.BackfillScheduleAsync("y", request with { From = first.Next }, Cancellation);
        Assert.Equal((1, null), (rest.Items.Count, rest.Next));
        var told = await _api.ExplainScheduleAsync(
            "y", new ScheduleExplainQuery { From = from.AddYears(-1), To = from.AddYears(1), Limit = 10 }, Cancellation);
        Assert.Equal(["notStored", "ran"], told.Items.Select(tick => tick.What));
        var run = await _api.TriggerScheduleAsync(
            "y", new TriggerRequestDocument { Overlap = "allow", Args = JsonElement.Parse("[1]") }, Cancellation);
        Assert.Equal("created", run.Outcome);
        var stored = await _api.GetScheduleAsync("y", Cancellation);
        Assert.Equal((3L, 3, "bufferAll"), (stored.Counts!.Ran, stored.PauseAfterFailures, stored.Overlap));
        Assert.Equal(run.Id, stored.LastRun!.JobId);
    }

    [Fact]
    public async Task Queues_nodes_and_counts_are_read()
    {
        await server.Parts.Cluster.JoinAsync(new NodeInfo("n1", "h", 1, ["default"], ["add"], 4), Cancellation);
        Assert.True((await _api.SetQueuePausedAsync("q1", true, Cancellation)).Paused);
        Assert.Contains((await _api.ListQueuesAsync(Cancellation)).Items, q => q is { Name: "q1", Paused: true });
        Assert.Equal(4, Assert.Single((await _api.ListNodesAsync(Cancellation)).Items).Concurrency);
        var stats = await _api.GetStatsAsync(null, Cancellation);
        Assert.Equal(1, stats.Nodes);
        Assert.Contains("ready", stats.Jobs.Keys);
    }

    [Fact]
    public async Task Limits_and_explanations_go_there_and_back()
    {
        var limits = new LimitsDocument
        {
            Concurrency = 2, PerKeyRate = new RateDocument { Count = 1, Per = "1s", Kind = "window" },
        };
        Assert.Equal(limits, (await _api.PutLimitsAsync("limited", limits, Cancellation)).Limits);
        Assert.Equal(
            limits, (await _api.ListQueuesAsync(Cancellation)).Items.Single(queue => queue.Name == "limited").Limits);
        var job = Assert.Single(await _api.SubmitAsync(
            [new JobDraftDocument { Handler = "add", Queue = "limited", Delay = "1h" }], Cancellation));
        var why = await _api.ExplainAsync(job.Id, Cancellation);
        Assert.Equal(("scheduled", "notDue"), (why.State, why.Reason));
        Assert.NotNull(why.Until);
        var refused = await Assert.ThrowsAsync<ApiException>(
            () => _api.PutLimitsAsync("limited", new LimitsDocument { Concurrency = -1 }, Cancellation));
        Assert.Equal((400, "concurrency"), (refused.Status, refused.Field));
    }

    [Fact]
    public async Task A_refusal_keeps_its_member_and_words()
    {
        var draft = new JobDraftDocument { Handler = "a", Priority = 11 };
        var error = await Assert.ThrowsAsync<ApiException>(() => _api.SubmitAsync([draft], Cancellation));
        Assert.Equal((400, "priority"), (error.Status, error.Field));
        Assert.Contains("allowed are 0 to 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_what_to_start()
    {
        using var nobody = new System.Net.Sockets.Socket(
            System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        nobody.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var port = ((System.Net.IPEndPoint)nobody.LocalEndPoint!).Port;
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        var error = await Assert.ThrowsAsync<ApiUnreachableException>(
            () => new HttpApi(client).GetStatsAsync(null, Cancellation));
        Assert.Contains($"http://127.0.0.1:{port}/", error.Message, StringComparison.Ordinal);
        Assert.Contains("gnomon server", error.Message, StringComparison.Ordinal);
    }
}
