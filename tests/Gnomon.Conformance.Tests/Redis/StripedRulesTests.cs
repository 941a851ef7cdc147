using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>What several stripes cannot keep is refused with what can be done, and declared sets are over all of them.
/// </summary>
public sealed class StripedRulesTests : IAsyncLifetime
{
    private StripedServer _at = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _at = await StripedServer.StartAsync();

    public ValueTask DisposeAsync() => _at.DisposeAsync();

    [Theory]
    [InlineData(KeyScope.Handler)]
    [InlineData(KeyScope.Global)]
    public async Task Keys_that_reach_beyond_a_queue_are_refused_everywhere(KeyScope scope)
    {
        var draft = _at.Draft("a", spec => spec with { Key = "k", Unique = new UniqueRule { Scope = scope } });
        var error = await Assert.ThrowsAsync<InvalidJobException>(() => _at.AddAsync(draft));
        Assert.Equal("unique.scope", error.Field);
        Assert.Contains("this store has 4 stripes", error.Message);
        await Assert.ThrowsAsync<InvalidJobException>(() => PutAsync(Every("s", "a") with { Job = draft.Spec }));
        var flow = new WorkflowId(Guid.NewGuid());
        await Assert.ThrowsAsync<InvalidJobException>(() => _at.Store.EnqueueWorkflowAsync(
            new WorkflowDraft(flow, [Step(flow, "a", "1") with { Spec = draft.Spec with { Workflow = new(flow, "1") } }]),
            Cancellation).AsTask());
        Assert.Empty(await _at.ListAsync());
        // Without a key there is nothing to keep.
        await _at.AddAsync(_at.Draft("a", spec => spec with { Unique = new UniqueRule { Scope = scope } }));
    }

    [Fact]
    public async Task Workflow_over_queues_of_several_stripes_is_refused_and_names_them()
    {
        var flow = new WorkflowId(Guid.NewGuid());
        var error = await Assert.ThrowsAsync<InvalidJobException>(() => _at.Store.EnqueueWorkflowAsync(
            new WorkflowDraft(flow, [Step(flow, "a", "1"), Step(flow, "b", "2")]), Cancellation).AsTask());
        Assert.Equal("jobs[1].queue", error.Field);
        Assert.Contains("'b' (stripe 1)", error.Message);
        Assert.Contains("'a' (stripe 3)", error.Message);
        Assert.Contains("before their first colon", error.Message);
        Assert.Empty(await _at.ListAsync());

        await _at.Store.EnqueueWorkflowAsync(
            new WorkflowDraft(flow, [Step(flow, "a", "1"), Step(flow, "a:slow", "2")]), Cancellation);
        await Assert.ThrowsAsync<InvalidJobException>(() => _at.Store.EnqueueWorkflowAsync(
            new WorkflowDraft(flow, [Step(flow, "b", "3")]), Cancellation).AsTask());
        Assert.Equal(2, (await _at.Query.ListStepsAsync(flow, null, 10, Cancellation)).Items.Count);
        var cancelled = await _at.Store.ControlWorkflowAsync(new WorkflowControl(flow, WorkflowAction.Cancel), Cancellation);
        Assert.Equal(ControlOutcome.Done, cancelled.Outcome);
    }

    [Fact]
    public async Task Schedule_moves_to_queues_of_its_stripe_only()
    {
        await PutAsync(Every("s", "a"));
        await PutAsync(Every("s", "a:slow"));
        var error = await Assert.ThrowsAsync<InvalidJobException>(() => PutAsync(Every("s", "b")));
        Assert.Contains("of schedule 's' is 'b' (stripe 1), and the schedule is in stripe 3", error.Message);
        Assert.Equal("a:slow", (await _at.Query.GetScheduleAsync("s", Cancellation))!.Schedule.Job.Queue);

        await _at.Store.PutSchedulesAsync(new ScheduleChanges([], ["s"]), Cancellation);
        await PutAsync(Every("s", "b"));
        Assert.Equal(1, (await _at.Query.GetScheduleAsync("s", Cancellation))!.Revision);
    }

    [Fact]
    public async Task Schedule_fires_into_its_stripe_only_and_its_workflow_is_there()
    {
        var stored = await PutAsync(Every("s", "a"));
        var job = _at.Draft("b", spec => spec with { Schedule = "s" });
        FireRequest ByHand(JobDraft draft) => new("s", stored.Revision, stored.Mark, stored.Mark)
        {
            Kind = FireKind.ByHand, Jobs = [draft],
            Ticks = [new Tick(_at.Time.GetUtcNow(), _at.Time.GetUtcNow(), TickOutcome.Ran) { Job = draft.Id }],
        };
        var error = await Assert.ThrowsAsync<InvalidJobException>(() => _at.Store.FireAsync(
            [ByHand(job)], Cancellation).AsTask());
        Assert.Contains("'b' (stripe 1)", error.Message);
        var own = job with { Spec = job.Spec with { Queue = "a" } };
        Assert.True((await _at.Store.FireAsync([ByHand(own)], Cancellation))[0].Applied);
        var flow = new WorkflowId(own.Id.Value);
        await Assert.ThrowsAsync<InvalidJobException>(() => _at.Store.EnqueueWorkflowAsync(
            new WorkflowDraft(flow, [Step(flow, "b", "1")]) { Schedule = "s" }, Cancellation).AsTask());
        await _at.Store.EnqueueWorkflowAsync(
            new WorkflowDraft(flow, [Step(flow, "a:x", "1")]) { Schedule = "s" }, Cancellation);
    }

    [Fact]
    public async Task Schedules_of_several_stripes_change_together_or_not_at_all()
    {
        string[] ids = ["s1", "s2", "s3"];
        var puts = ids.Zip(StripedServer.Queues, (id, queue) => new SchedulePut(Every(id, queue))).ToList();
        var answer = await _at.Store.PutSchedulesAsync(new ScheduleChanges(puts, []), Cancellation);
        Assert.Equal(ids, answer.Stored.Select(stored => stored.Schedule.Id));

        var stale = new ScheduleChanges(
            [new SchedulePut(Every("s1", "default") with { Paused = true }), new SchedulePut(Every("s3", "x"), 7)], ["s2"]);
        Assert.Equal("s3", (await _at.Store.PutSchedulesAsync(stale, Cancellation)).Conflict);
        var listed = await _at.Query.ListSchedulesAsync(null, 2, Cancellation);
        Assert.Equal(["s1", "s2"], listed.Items.Select(stored => stored.Schedule.Id));
        Assert.False(listed.Items[0].Schedule.Paused);
        Assert.Equal(
            "s3",
            Assert.Single((await _at.Query.ListSchedulesAsync(listed.Next, 2, Cancellation)).Items).Schedule.Id);
    }

    [Fact]
    public async Task Declared_set_that_reached_some_stripes_only_is_completed_when_it_is_declared_again()
    {
        var first = StripedServer.Queues.Select(queue => Every($"s-{queue}", queue)).ToList();
        await _at.Store.PutSchedulesAsync(ScheduleChanges.OfSet("set", 1, first), Cancellation);
        var second = first.ConvertAll(schedule => schedule with { Jitter = TimeSpan.FromSeconds(1) });
        var whole = ScheduleChanges.OfSet("set", 2, second);
        // A process that ended after its first stripe.
        await _at.Stripe(0).PutSchedulesAsync(whole with { Puts = [whole.Puts[0]] }, Cancellation);
        Assert.Equal(1, (await _at.Query.GetScheduleSetAsync("set", Cancellation))!.Version);

        var again = (await _at.Store.PutSchedulesAsync(whole, Cancellation)).Set!;

        Assert.Equal(ScheduleSetOutcome.Stored, again.Outcome);
        Assert.Equal(["s-b", "s-x", "s-a"], again.Changed);
        Assert.Equal(new StoredScheduleSet("set", 2, 4, _at.Time.GetUtcNow(), false), again.Stored);
        Assert.Equal(
            ScheduleSetOutcome.Unchanged, (await _at.Store.PutSchedulesAsync(whole, Cancellation)).Set!.Outcome);
        var older = await _at.Store.PutSchedulesAsync(ScheduleChanges.OfSet("set", 1, first), Cancellation);
        Assert.Equal((ScheduleSetOutcome.Older, 2L), (older.Set!.Outcome, older.Set.Stored!.Version));
        Assert.Equal(4, (await _at.Query.ListScheduleSetsAsync(null, 10, Cancellation)).Items.Single().Schedules);
        var removed = await _at.Store.PutSchedulesAsync(
            new ScheduleChanges([], []) { Set = ScheduleSetChange.Remove("set") }, Cancellation);
        Assert.Equal(4, removed.Removed);
        Assert.Equal(0, (await _at.Query.GetStatsAsync(Cancellation)).Schedules);
    }

    private static Schedule Every(string id, string queue) => new()
    {
        Id = id, Trigger = When.Every(TimeSpan.FromMinutes(1)), Job = new JobSpec { Handler = "tick", Queue = queue },
    };

    private async Task<StoredSchedule> PutAsync(Schedule schedule) => (await _at.Store.PutSchedulesAsync(
        new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation)).Stored[0];

    private JobDraft Step(WorkflowId flow, string queue, string name) =>
        _at.Draft(queue, spec => spec with { Workflow = new WorkflowPlace(flow, name) });
}
