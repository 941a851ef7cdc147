using Gnomon.Api;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class StoreApiSchedulesTests : IAsyncLifetime
{
    private static readonly ScheduleDocument EveryHour = new()
    {
        Handler = "add", Trigger = new TriggerDocument { Every = "3600s" }, Tags = ["t"],
    };

    private readonly LocalStore _store = new(new LocalStoreOptions(), TimeProvider.System);
    private StoreApi _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.InitializeAsync(Cancellation);
        _api = new StoreApi(_store.Parts, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_schedule_is_created_then_changed_then_removed()
    {
        var put = await _api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        Assert.Equal((true, 1L), (put.Created, put.Schedule.Revision));
        Assert.NotNull(put.Schedule.NextTick);
        put = await _api.PutScheduleAsync("s", EveryHour with { Priority = 9 }, null, Cancellation);
        Assert.Equal((false, 2L, 9), (put.Created, put.Schedule.Revision, put.Schedule.Priority));
        Assert.Equal("s", Assert.Single((await _api.ListSchedulesAsync(null, null, Cancellation)).Items).Id);
        await _api.RemoveScheduleAsync("s", null, Cancellation);
        await UnknownAsync(() => _api.RemoveScheduleAsync("s", null, Cancellation));
        await UnknownAsync(() => _api.GetScheduleAsync("s", Cancellation));
        await UnknownAsync(() => _api.ListTicksAsync("s", null, null, Cancellation));
        await UnknownAsync(() => _api.TriggerScheduleAsync("s", null, Cancellation));
    }

    [Fact]
    public async Task A_schedule_that_was_read_can_be_put_back()
    {
        await _api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        var read = await _api.GetScheduleAsync("s", Cancellation);
        var put = await _api.PutScheduleAsync("s", read, read.Revision, Cancellation);
        Assert.Equal(read.Trigger, put.Schedule.Trigger);
    }

    [Fact]
    public async Task Putting_an_interval_again_keeps_its_anchor()
    {
        var first = await _api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        var later = new StoreApi(_store.Parts, new StoppedTime(DateTimeOffset.UnixEpoch));
        var second = await later.PutScheduleAsync("s", EveryHour with { Priority = 1 }, null, Cancellation);
        Assert.Equal(first.Schedule.Trigger!.Anchor, second.Schedule.Trigger!.Anchor);
    }

    [Fact]
    public async Task Another_revision_than_expected_is_a_conflict()
    {
        await Assert409Async(() => _api.PutScheduleAsync("s", EveryHour, 3, Cancellation));
        await _api.PutScheduleAsync("s", EveryHour, 0, Cancellation);
        await Assert409Async(() => _api.PutScheduleAsync("s", EveryHour, 0, Cancellation));
        await Assert409Async(() => _api.PutScheduleAsync("s", EveryHour, 7, Cancellation));
    }

    [Fact]
    public async Task A_paused_schedule_has_no_next_tick_until_it_is_resumed()
    {
        await _api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        var paused = await _api.PauseScheduleAsync("s", "holidays", null, Cancellation);
        Assert.Equal((true, "holidays", null), (paused.Paused, paused.Reason, paused.NextTick));
        var resumed = await _api.ResumeScheduleAsync("s", null, Cancellation);
        Assert.Equal((false, null), (resumed.Paused, resumed.Reason));
        Assert.NotNull(resumed.NextTick);
    }

    [Fact]
    public async Task Triggering_makes_a_job_of_the_schedule_now()
    {
        await _api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        var job = await _api.TriggerScheduleAsync("s", null, Cancellation);
        var listed = await _api.ListJobsAsync(new JobListQuery { Schedule = "s" }, Cancellation);
        Assert.Equal((job.Id, "ready"), (Assert.Single(listed.Items).Id, listed.Items[0].State));
        Assert.Equal(["t"], listed.Items[0].Tags);
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused() =>
        Assert.Equal(
            "id",
            (await Assert.ThrowsAsync<ApiException>(
                () => _api.PutScheduleAsync("a/b", EveryHour, null, Cancellation))).Field);

    private static async Task UnknownAsync(Func<Task> operation) =>
        Assert.Equal(404, (await Assert.ThrowsAsync<ApiException>(operation)).Status);

    private static async Task Assert409Async(Func<Task> operation) =>
        Assert.Equal(409, (await Assert.ThrowsAsync<ApiException>(operation)).Status);
}
