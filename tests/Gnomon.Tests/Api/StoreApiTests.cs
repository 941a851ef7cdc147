using System.Text.Json;
using Gnomon.Api;
using Gnomon.Local;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class StoreApiTests : StoreApiFixture
{
    [Fact]
    public async Task A_job_that_no_live_node_can_run_is_accepted_with_a_warning()
    {
        var answer = await SubmitAsync(new JobDraftDocument { Handler = "ghost" });
        Assert.Equal(SubmittedJobDocument.Created, answer.Outcome);
        Assert.Equal(["no live node has a handler named 'ghost'; the job waits until one does"], answer.Warnings);
        Assert.Equal("ready", (await Api.GetJobAsync(answer.Id, Cancellation)).State);
    }

    [Fact]
    public async Task A_node_that_has_the_handler_silences_the_warning_unless_it_serves_other_queues()
    {
        await JoinAsync("add");
        Assert.Empty((await SubmitAsync(new JobDraftDocument { Handler = "add" })).Warnings);
        var elsewhere = await SubmitAsync(new JobDraftDocument { Handler = "add", Queue = "far" });
        Assert.Contains("from the queue 'far'", Assert.Single(elsewhere.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_in_the_past_runs_at_once_and_says_so()
    {
        await JoinAsync("add");
        var past = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var draft = new JobDraftDocument { Handler = "add", RunAt = past };
        var answer = await SubmitAsync(draft);
        Assert.Equal(["runAt 2020-01-01T00:00:00Z is in the past; the job runs at once"], answer.Warnings);
        Assert.Equal("ready", (await Api.GetJobAsync(answer.Id, Cancellation)).State);
    }

    [Fact]
    public async Task The_same_id_and_a_taken_key_make_no_second_job()
    {
        var first = await SubmitAsync(new JobDraftDocument { Handler = "add", Key = "k" });
        var sameKey = await SubmitAsync(new JobDraftDocument { Handler = "add", Key = "k" });
        Assert.Equal((first.Id, SubmittedJobDocument.SameKey), (sameKey.Id, sameKey.Outcome));
        var sameId = await SubmitAsync(new JobDraftDocument { Handler = "add", Id = first.Id });
        Assert.Equal((first.Id, SubmittedJobDocument.SameId), (sameId.Id, sameId.Outcome));
        Assert.Equal(1, (await Api.GetStatsAsync(null, Cancellation)).Jobs["ready"]);
    }

    [Fact]
    public async Task One_faulty_draft_refuses_the_whole_batch_and_is_pointed_out()
    {
        JobDraftDocument[] drafts = [new() { Handler = "add" }, new() { Handler = "add", Priority = 12 }];
        var error = await Assert.ThrowsAsync<ApiException>(() => Api.SubmitAsync(drafts, Cancellation));
        Assert.Equal((400, "[1].priority"), (error.Status, error.Field));
        Assert.StartsWith("Job 2 of 2: ", error.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await Api.GetStatsAsync(null, Cancellation)).Jobs["ready"]);
    }

    [Theory]
    [InlineData("nonsense", 400)]
    [InlineData("0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69", 404)]
    public async Task A_malformed_and_an_unknown_id_are_told_apart(string id, int status)
    {
        Func<Task>[] operations =
        [
            () => Api.GetJobAsync(id, Cancellation), () => Api.GetResultAsync(id, TimeSpan.Zero, Cancellation),
            () => Api.GetLogsAsync(id, Cancellation), () => Api.CancelAsync(id, Cancellation),
            () => Api.RetryAsync(id, Cancellation), () => Api.DeleteAsync(id, Cancellation),
        ];
        foreach (var operation in operations)
            Assert.Equal(status, (await Assert.ThrowsAsync<ApiException>(operation)).Status);
    }

    [Fact]
    public async Task What_a_job_s_state_forbids_is_a_conflict_that_names_the_state()
    {
        var id = (await SubmitAsync(new JobDraftDocument { Handler = "add" })).Id;
        await RefusedAsync("ready", () => Api.RetryAsync(id, Cancellation));
        await RefusedAsync("ready", () => Api.DeleteAsync(id, Cancellation));
        Assert.Equal(new ControlDocument(id, "done", "cancelled"), await Api.CancelAsync(id, Cancellation));
        await RefusedAsync("cancelled", () => Api.CancelAsync(id, Cancellation));
        Assert.Equal(new ControlDocument(id, "done", "ready"), await Api.RetryAsync(id, Cancellation));
        await Api.CancelAsync(id, Cancellation);
        await Api.DeleteAsync(id, Cancellation);
        Assert.Equal(404, (await Assert.ThrowsAsync<ApiException>(() => Api.GetJobAsync(id, Cancellation))).Status);
    }

    [Fact]
    public async Task Cancelling_a_running_job_is_requested()
    {
        var claim = await SubmitAndClaimAsync();
        var answer = await Api.CancelAsync(claim.Token.Job.ToString(), Cancellation);
        Assert.Equal(("requested", "running"), (answer.Outcome, answer.State));
    }

    [Fact]
    public async Task A_result_and_its_attempt_are_shown()
    {
        var claim = await SubmitAndClaimAsync();
        await SettleAsync(claim);
        var id = claim.Token.Job.ToString();
        var result = await Api.GetResultAsync(id, TimeSpan.Zero, Cancellation);
        Assert.Equal(("succeeded", 1, "57"), (result.State, result.Attempt, result.Result!.Value.GetString()));
        Assert.True(result.Ended);
        var attempt = Assert.Single((await Api.GetJobAsync(id, Cancellation)).Attempts);
        Assert.Equal((1, "n1", "succeeded"), (attempt.Attempt, attempt.Node, attempt.Outcome));
        Assert.Equal(["a line"], (await Api.GetLogsAsync(id, Cancellation)).Lines);
    }

    [Fact]
    public async Task A_wait_for_a_result_ends_by_the_hint_alone()
    {
        var claim = await SubmitAndClaimAsync();
        var time = new StoppedTime(DateTimeOffset.UnixEpoch);
        var api = new StoreApi(Store.Parts, time);
        var waiting = api.GetResultAsync(claim.Token.Job.ToString(), TimeSpan.FromSeconds(30), Cancellation);
        await Task.WhenAny(time.Waiting, waiting);
        await SettleAsync(claim);
        Assert.False(waiting.IsCompleted);
        await Store.Parts.Wake.SignalAsync(new WakeHint(WakeTopic.Ended, null, [claim.Token.Job]), Cancellation);
        Assert.Equal("succeeded", (await waiting).State);
    }

    [Fact]
    public async Task A_wait_that_is_over_answers_the_state_of_the_moment()
    {
        var claim = await SubmitAndClaimAsync();
        var result = await Api.GetResultAsync(
            claim.Token.Job.ToString(), TimeSpan.FromMilliseconds(1), Cancellation);
        Assert.Equal(("running", false), (result.State, result.Ended));
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged()
    {
        for (var i = 0; i < 3; i++) await SubmitAsync(new JobDraftDocument { Handler = "add", Tags = ["t"] });
        await SubmitAsync(new JobDraftDocument { Handler = "other" });
        var query = new JobListQuery { Tag = "t", State = "ready", Limit = 2 };
        var seen = new List<string>();
        do
        {
            var page = await Api.ListJobsAsync(query, Cancellation);
            Assert.InRange(page.Items.Count, 0, 2);
            seen.AddRange(page.Items.Select(j => j.Id));
            query = query with { Cursor = page.Next };
        }
        while (query.Cursor is not null);
        Assert.Equal(3, seen.Distinct().Count());
        Assert.Equal(3, seen.Count);
    }

    [Theory]
    [InlineData("asleep", null, "state")]
    [InlineData(null, 0, "limit")]
    [InlineData(null, 1001, "limit")]
    public async Task Faulty_filters_are_refused_by_name(string? state, int? limit, string field)
    {
        var query = new JobListQuery { State = state, Limit = limit };
        var error = await Assert.ThrowsAsync<ApiException>(() => Api.ListJobsAsync(query, Cancellation));
        Assert.Equal((400, field), (error.Status, error.Field));
    }

    [Fact]
    public async Task A_paused_queue_says_so_even_when_it_holds_nothing()
    {
        Assert.True((await Api.SetQueuePausedAsync("quiet", true, Cancellation)).Paused);
        Assert.False((await Api.SetQueuePausedAsync("quiet", false, Cancellation)).Paused);
        await Assert.ThrowsAsync<ApiException>(() => Api.SetQueuePausedAsync("a b", true, Cancellation));
    }

    [Fact]
    public async Task The_list_of_nodes_says_who_leads_and_that_nobody_does()
    {
        await JoinAsync("add");
        Assert.Null((await Api.ListNodesAsync(Cancellation)).Leader);
        Assert.True(await Store.Parts.Cluster.LeadAsync("n1", TimeSpan.FromHours(1), Cancellation));
        var page = await Api.ListNodesAsync(Cancellation);
        Assert.Equal(("n1", 1), (page.Leader!.Node, page.Leader.Term));
        Assert.Equal("n1", Assert.Single(page.Items).Id);
    }

    [Fact]
    public async Task A_closed_store_is_answered_with_503()
    {
        await Store.DisposeAsync();
        var error = await Assert.ThrowsAsync<ApiException>(() => SubmitAsync(new JobDraftDocument { Handler = "add" }));
        Assert.Equal(503, error.Status);
    }

    private static async Task RefusedAsync(string state, Func<Task> operation)
    {
        var error = await Assert.ThrowsAsync<ApiException>(operation);
        Assert.Equal(409, error.Status);
        Assert.Contains($" is {state}: ", error.Detail, StringComparison.Ordinal);
    }

    private async Task<SubmittedJobDocument> SubmitAsync(JobDraftDocument draft) =>
        (await Api.SubmitAsync([draft], Cancellation))[0];

    private async Task JoinAsync(string handler) => await Store.Parts.Cluster.JoinAsync(
        new NodeInfo("n1", "host", 1, ["default"], [handler], 4), Cancellation);

    private async Task<ClaimedJob> SubmitAndClaimAsync()
    {
        await SubmitAsync(new JobDraftDocument { Handler = "add", Args = JsonElement.Parse("[12,45]") });
        var request = new ClaimRequest("n1", ["default"], 1, TimeSpan.FromMinutes(5));
        return Assert.Single((await Store.ClaimAsync(request, Cancellation)).Jobs);
    }

    private async Task SettleAsync(ClaimedJob claim)
    {
        var settlement = new Settlement(claim.Token, SettlementKind.Succeeded)
        {
            Result = "\"57\""u8.ToArray(), LogLines = ["a line"],
        };
        await Store.SettleAsync([settlement], Cancellation);
    }
}
