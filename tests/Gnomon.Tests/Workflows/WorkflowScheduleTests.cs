using System.Text;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Api;
using Xunit;

namespace Gnomon.Tests.Workflows;

public sealed class WorkflowScheduleTests : IAsyncLifetime
{
    private const string Sums = """
        {"trigger":{"every":"1m"},"queue":"slow","priority":7,"tags":["t"],"overlap":"skip","workflow":{"name":"sums","steps":{
          "a":{"handler":"add","args":["1"]},"b":{"handler":"add","args":["2"],"after":"a"}}}}
        """;

    private readonly FakeTime _time = new();
    private readonly LocalStore _store;
    private readonly StoreApi _api;
    private readonly WorkflowHandler _handler;

    public WorkflowScheduleTests()
    {
        _store = new LocalStore(new LocalStoreOptions(), _time);
        _api = new StoreApi(_store.Parts, _time);
        _handler = new WorkflowHandler(_store.Parts);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_schedule_of_a_workflow_is_answered_as_it_was_put()
    {
        var put = await PutAsync(Sums);
        Assert.Equal(("workflow", null, null), (put.Target, put.Handler, put.Args));
        Assert.Equal(("slow", 7, "sums"), (put.Queue, put.Priority, put.Workflow!.Name));
        Assert.Equal(["a", "b"], put.Workflow.Steps!.Keys);
        var job = (await _store.GetScheduleAsync("s", Cancellation))!.Schedule.Job;
        Assert.Equal((WorkflowHandler.Name, "slow", (byte)7), (job.Handler, job.Queue, job.Priority));
        // What was answered can be put again, and is no change.
        var again = (await _api.PutScheduleAsync("s", put, null, Cancellation)).Schedule;
        Assert.Equal(put.Revision, again.Revision);
    }

    [Theory]
    [InlineData("workflow", """{"target":"workflow"}""")]
    [InlineData("workflow", """{"target":"one","handler":"h","workflow":{"steps":{"a":{"handler":"h"}}}}""")]
    [InlineData("workflow", """{"target":"broadcast","handler":"h","workflow":{"steps":{"a":{"handler":"h"}}}}""")]
    [InlineData("handler", """{"handler":"h","workflow":{"steps":{"a":{"handler":"h"}}}}""")]
    [InlineData("retry", """{"retry":{"delays":["1s"]},"workflow":{"steps":{"a":{"handler":"h"}}}}""")]
    [InlineData("nodeTag", """{"nodeTag":"edge","workflow":{"steps":{"a":{"handler":"h"}}}}""")]
    [InlineData("workflow.id", """{"workflow":{"id":"0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69","steps":{"a":{"handler":"h"}}}}""")]
    [InlineData("workflow.steps", """{"workflow":{}}""")]
    [InlineData("workflow.steps.a.after", """{"workflow":{"steps":{"a":{"handler":"h","after":"b"}}}}""")]
    [InlineData("workflow.steps.a.handler", """{"workflow":{"steps":{"a":{"handler":"a b"}}}}""")]
    [InlineData("workflow.steps.a.deadline", """{"workflow":{"steps":{"a":{"handler":"h","deadline":"2099-01-01T00:00:00Z"}}}}""")]
    public async Task A_fault_in_a_workflow_is_refused_by_its_member_before_any_tick(string field, string text)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(
            () => PutAsync("""{"trigger":{"every":"1m"},""" + text[1..]));
        Assert.Equal((400, field), (refused.Status, refused.Field));
    }

    [Fact]
    public async Task A_workflow_that_does_not_fit_into_a_schedule_is_refused()
    {
        var huge = new string('x', JobLimits.MaxArgsBytes / 2);
        var step = $$"""{"handler":"h","args":"{{huge}}"}""";
        var workflow = $$"""{"steps":{"a":{{step}},"b":{{step}}} }""";
        var refused = await Assert.ThrowsAsync<ApiException>(
            () => PutAsync($$"""{"trigger":{"every":"1m"},"workflow":{{workflow}} }"""));
        Assert.Equal((400, "workflow"), (refused.Status, refused.Field));
    }

    [Fact]
    public async Task A_tick_makes_one_workflow_however_often_its_job_is_tried_and_succeeds_with_it()
    {
        var run = await BeginAsync();
        await _handler.RunAsync(await run.StartAsync(Cancellation)).AsTask().ContinueWith(_ => { }, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(2));
        await _store.SweepAsync(10, Cancellation);
        var (state, text) = await run.RunAsync(Cancellation);
        Assert.Equal(JobState.Scheduled, state);
        Assert.Contains("has 2 of 2 steps left", text, StringComparison.Ordinal);
        var workflow = Assert.Single(
            (await _store.ListWorkflowsAsync(new WorkflowFilter { Schedule = "s" }, null, 10, Cancellation)).Items);
        Assert.Equal((run.Job.Value, "sums"), (workflow.Id.Value, workflow.Name));
        Assert.NotNull(workflow.Tick);
        await EndAsync("a");
        await EndAsync("b");
        Assert.Equal((JobState.Succeeded, "\"2 steps succeeded\""), await run.RunAsync(Cancellation));
    }

    [Fact]
    public async Task A_failed_step_makes_the_run_fail_and_names_the_step()
    {
        var run = await BeginAsync();
        await run.RunAsync(Cancellation);
        await EndAsync("a", SettlementKind.Dead);
        Assert.Equal(
            (JobState.Dead, $"1 of 2 steps of workflow {run.Job} failed: a: it broke"), await run.RunAsync(Cancellation));
    }

    [Fact]
    public async Task A_run_that_is_tried_again_by_hand_tries_its_workflow_again_from_what_failed()
    {
        var run = await BeginAsync();
        await run.RunAsync(Cancellation);
        await EndAsync("a");
        await EndAsync("b", SettlementKind.Dead);
        Assert.Equal(JobState.Dead, (await run.RunAsync(Cancellation)).State);
        await _store.ControlAsync(new ControlRequest(ControlAction.Retry, [run.Job]), Cancellation);
        Assert.Equal(JobState.Scheduled, (await run.RunAsync(Cancellation)).State);
        await EndAsync("b");
        Assert.Equal(JobState.Succeeded, (await run.RunAsync(Cancellation)).State);
    }

    [Fact]
    public async Task A_cancelled_run_that_is_tried_again_by_hand_begins_where_its_workflow_was()
    {
        var run = await BeginAsync();
        await run.RunAsync(Cancellation);
        await EndAsync("a");
        await _store.ControlAsync(new ControlRequest(ControlAction.Cancel, [run.Job]), Cancellation);
        await _store.ControlAsync(new ControlRequest(ControlAction.Retry, [run.Job]), Cancellation);
        Assert.Equal(JobState.Scheduled, (await run.RunAsync(Cancellation)).State);
        await EndAsync("b");
        Assert.Equal(JobState.Succeeded, (await run.RunAsync(Cancellation)).State);
    }

    [Fact]
    public async Task A_workflow_that_is_removed_while_its_run_waits_is_not_made_again()
    {
        var run = await BeginAsync();
        await run.RunAsync(Cancellation);
        await EndAsync("a");
        await EndAsync("b");
        var delete = new WorkflowControl(new WorkflowId(run.Job.Value), WorkflowAction.Delete);
        await _store.ControlWorkflowAsync(delete, Cancellation);
        var (state, text) = await run.RunAsync(Cancellation);
        Assert.Equal(JobState.Dead, state);
        Assert.Contains("was removed before", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_of_weeks_is_a_few_looks_and_the_longest_of_them_a_day()
    {
        var run = await BeginAsync();
        var began = _time.GetUtcNow();
        for (var looks = 1; looks <= 30; looks++)
        {
            Assert.Equal(JobState.Scheduled, (await run.RunAsync(Cancellation)).State);
            var wait = (await _store.GetJobAsync(run.Job, Cancellation))!.RunAt - _time.GetUtcNow();
            Assert.InRange(wait, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
            _time.Advance(wait);
        }

        Assert.True(_time.GetUtcNow() - began > TimeSpan.FromDays(14));
    }

    [Fact]
    public async Task A_key_that_another_job_holds_fails_the_attempt_with_the_step()
    {
        await PutAsync("""{"trigger":{"every":"1m"},"workflow":{"steps":{"a":{"handler":"h","key":"k"}}}}""");
        var holder = new JobDraft(JobId.New(_time), new JobSpec { Handler = "h", Key = "k" }) { Delay = TimeSpan.FromDays(1) };
        await _store.EnqueueAsync([holder], Cancellation);
        var (state, text) = await (await BeginPutAsync()).RunAsync(Cancellation);
        Assert.Equal(JobState.Dead, state);
        Assert.Contains($"step 'a' has the key 'k', which job {holder.Id} holds", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_arguments_for_a_run_by_hand_are_refused()
    {
        await PutAsync(Sums);
        var refused = await Assert.ThrowsAsync<ApiException>(() => _api.TriggerScheduleAsync(
            "s", new TriggerRequestDocument { Args = JsonElement.Parse("[]") }, Cancellation));
        Assert.Equal((400, "args"), (refused.Status, refused.Field));
    }

    private async Task<TickRun> BeginAsync()
    {
        await PutAsync(Sums.Replace(""" "queue":"slow",""", "", StringComparison.Ordinal)
            .Replace("\"queue\":\"slow\",", "", StringComparison.Ordinal));
        return await BeginPutAsync();
    }

    private async Task<TickRun> BeginPutAsync()
    {
        var spec = (await _store.GetScheduleAsync("s", Cancellation))!.Schedule.Job;
        return await TickRun.BeginAsync(_store.Parts, spec, _time.GetUtcNow(), _handler.RunAsync, Cancellation);
    }

    private async Task<ScheduleDocument> PutAsync(string text) => (await _api.PutScheduleAsync(
        "s", ApiJson.Read(Encoding.UTF8.GetBytes(text), GnomonJson.Default.ScheduleDocument), null, Cancellation)).Schedule;

    private async Task EndAsync(string step, SettlementKind kind = SettlementKind.Succeeded)
    {
        var request = new ClaimRequest("w", [JobLimits.DefaultQueue], 1, TimeSpan.FromMinutes(1));
        var job = Assert.Single((await _store.ClaimAsync(request, Cancellation)).Jobs);
        Assert.Equal(step, job.Spec.Workflow?.Step);
        await _store.SettleAsync(
            [new Settlement(job.Token, kind) { Error = kind == SettlementKind.Dead ? "it broke" : null }], Cancellation);
    }
}
