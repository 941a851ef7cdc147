using Gnomon.Api;
using Gnomon.Local;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class StoreApiSchedulesTests : StoreApiFixture
{
    private static readonly ScheduleDocument EveryHour = new()
    {
        Handler = "add", Trigger = new TriggerDocument { Every = "3600s" }, Tags = ["t"],
    };

    [Fact]
    public async Task A_schedule_is_created_then_changed_then_removed()
    {
        var put = await Api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        Assert.Equal((true, 1L), (put.Created, put.Schedule.Revision));
        Assert.NotNull(put.Schedule.NextTick);
        put = await Api.PutScheduleAsync("s", EveryHour with { Priority = 9 }, null, Cancellation);
        Assert.Equal((false, 2L, 9), (put.Created, put.Schedule.Revision, put.Schedule.Priority));
        Assert.Equal("s", Assert.Single((await Api.ListSchedulesAsync(null, null, Cancellation)).Items).Id);
        await Api.RemoveScheduleAsync("s", Cancellation);
        await UnknownAsync(() => Api.RemoveScheduleAsync("s", Cancellation));
        await UnknownAsync(() => Api.GetScheduleAsync("s", Cancellation));
        await UnknownAsync(() => Api.ListTicksAsync("s", null, null, Cancellation));
        await UnknownAsync(() => Api.TriggerScheduleAsync("s", Cancellation));
    }

    [Fact]
    public async Task A_schedule_that_was_read_can_be_put_back()
    {
        await Api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        var read = await Api.GetScheduleAsync("s", Cancellation);
        var put = await Api.PutScheduleAsync("s", read, read.Revision, Cancellation);
        Assert.Equal(read.Trigger, put.Schedule.Trigger);
    }

    [Fact]
    public async Task Putting_an_interval_again_keeps_its_anchor()
    {
        var first = await Api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        var later = new StoreApi(Store.Parts, new StoppedTime(DateTimeOffset.UnixEpoch));
        var second = await later.PutScheduleAsync("s", EveryHour with { Priority = 1 }, null, Cancellation);
        Assert.Equal(first.Schedule.Trigger!.Anchor, second.Schedule.Trigger!.Anchor);
    }

    [Fact]
    public async Task Another_revision_than_expected_is_a_conflict()
    {
        await Assert409Async(() => Api.PutScheduleAsync("s", EveryHour, 3, Cancellation));
        await Api.PutScheduleAsync("s", EveryHour, 0, Cancellation);
        await Assert409Async(() => Api.PutScheduleAsync("s", EveryHour, 0, Cancellation));
        await Assert409Async(() => Api.PutScheduleAsync("s", EveryHour, 7, Cancellation));
    }

    [Fact]
    public async Task A_paused_schedule_has_no_next_tick_until_it_is_resumed()
    {
        await Api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        var paused = await Api.PauseScheduleAsync("s", "holidays", Cancellation);
        Assert.Equal((true, "holidays", null), (paused.Paused, paused.Reason, paused.NextTick));
        var resumed = await Api.ResumeScheduleAsync("s", Cancellation);
        Assert.Equal((false, null), (resumed.Paused, resumed.Reason));
        Assert.NotNull(resumed.NextTick);
    }

    [Fact]
    public async Task Triggering_makes_a_job_of_the_schedule_now()
    {
        await Api.PutScheduleAsync("s", EveryHour, null, Cancellation);
        var job = await Api.TriggerScheduleAsync("s", Cancellation);
        var listed = await Api.ListJobsAsync(new JobListQuery { Schedule = "s" }, Cancellation);
        Assert.Equal((job.Id, "ready"), (Assert.Single(listed.Items).Id, listed.Items[0].State));
        Assert.Equal(["t"], listed.Items[0].Tags);
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused() =>
        Assert.Equal(
            "id",
            (await Assert.ThrowsAsync<ApiException>(
                () => Api.PutScheduleAsync("a/b", EveryHour, null, Cancellation))).Field);

    private static async Task UnknownAsync(Func<Task> operation) =>
        Assert.Equal(404, (await Assert.ThrowsAsync<ApiException>(operation)).Status);

    private static async Task Assert409Async(Func<Task> operation) =>
        Assert.Equal(409, (await Assert.ThrowsAsync<ApiException>(operation)).Status);
}
