using System.Text.Json;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class StoreApiRunsTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _store;
    private readonly StoreApi _api;

    public StoreApiRunsTests()
    {
        _store = new LocalStore(new LocalStoreOptions(), _time);
        _api = new StoreApi(_store.Parts, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Trigger_takes_other_arguments_and_another_overlap_and_answers_why_it_was_skipped()
    {
        await PutAsync("skip");
        var first = await _api.TriggerScheduleAsync(
            "s", new TriggerRequestDocument { Args = JsonElement.Parse("[7]") }, Cancellation);
        Assert.Equal("created", first.Outcome);
        Assert.Equal("[7]", (await _api.GetJobAsync(first.Id!, Cancellation)).Args?.GetRawText());
        var second = await _api.TriggerScheduleAsync("s", null, Cancellation);
        Assert.Equal(
            (null, "skipped", "overlap: the job of an earlier tick has not ended"),
            (second.Id, second.Outcome, second.Reason));
        var third = await _api.TriggerScheduleAsync(
            "s", new TriggerRequestDocument { Overlap = "bufferOne" }, Cancellation);
        Assert.Equal("buffered", third.Outcome);
        Assert.Equal("blocked", (await _api.GetJobAsync(third.Id!, Cancellation)).State);
        var refused = await Assert.ThrowsAsync<ApiException>(() => _api.TriggerScheduleAsync(
            "s", new TriggerRequestDocument { Overlap = "both" }, Cancellation));
        Assert.Equal("overlap", refused.Field);
    }

    [Fact]
    public async Task Backfill_goes_on_where_it_ended_and_runs_no_tick_twice()
    {
        await PutAsync("allow");
        var start = _time.GetUtcNow();
        var items = new List<TickDocument>();
        DateTimeOffset? from = start.AddMinutes(-250);
        while (from is not null)
        {
            var answer = await _api.BackfillScheduleAsync(
                "s", new BackfillRequestDocument { From = from, Limit = 120 }, Cancellation);
            Assert.InRange(answer.Items.Count, 1, 120);
            items.AddRange(answer.Items);
            from = answer.Next;
        }

        Assert.Equal(Enumerable.Range(0, 251).Select(i => start.AddMinutes(i - 250)), items.Select(item => item.At));
        Assert.Equal("ran", items[0].Outcome);
        Assert.All(items.Skip(1), item => Assert.Equal("buffered", item.Outcome));
        var again = await _api.BackfillScheduleAsync(
            "s", new BackfillRequestDocument { From = start.AddMinutes(-250), Overlap = "allow" }, Cancellation);
        Assert.All(again.Items, item => Assert.Equal("skipped", item.Outcome));
        Assert.Equal(251, (await _api.GetStatsAsync(null, Cancellation)).Jobs.Values.Sum());
        var schedule = await _api.GetScheduleAsync("s", Cancellation);
        Assert.Equal((0L, 251), (schedule.Runs, schedule.LiveJobs));
    }

    [Fact]
    public async Task Backfill_leaves_what_is_to_come_and_needs_a_beginning()
    {
        await PutAsync("allow");
        var answer = await _api.BackfillScheduleAsync(
            "s", new BackfillRequestDocument { From = _time.GetUtcNow().AddSeconds(1), To = _time.GetUtcNow().AddDays(9) },
            Cancellation);
        Assert.Equal((0, null), (answer.Items.Count, answer.Next));
        foreach (var (request, field) in new[]
        {
            (new BackfillRequestDocument(), "from"),
            (new BackfillRequestDocument { From = _time.GetUtcNow(), To = _time.GetUtcNow().AddDays(-1) }, "to"),
            (new BackfillRequestDocument { From = _time.GetUtcNow(), Limit = 1001 }, "limit"),
            (new BackfillRequestDocument { From = _time.GetUtcNow(), Overlap = "x" }, "overlap"),
        })
        {
            var refused = await Assert.ThrowsAsync<ApiException>(
                () => _api.BackfillScheduleAsync("s", request, Cancellation));
            Assert.Equal((400, field), (refused.Status, refused.Field));
        }
    }

    [Fact]
    public async Task Explanation_tells_of_a_day_by_default_and_of_one_instant()
    {
        await PutAsync("skip");
        var duty = new FireDuty(_store.Parts, _time, NullLogger<FireDuty>.Instance);
        for (var minute = 0; minute < 3; minute++)
        {
            await duty.RunOnceAsync(Cancellation);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await duty.RunOnceAsync(Cancellation);
        await _api.PauseScheduleAsync("s", "tests", null, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(2));
        var query = new ScheduleExplainQuery { From = FakeTime.DefaultStart.AddMinutes(-1) };
        var told = await _api.ExplainScheduleAsync("s", query, Cancellation);
        Assert.Equal(
            ["notStored", "notStored", "ran", "skipped", "skipped", "paused"], told.Items.Select(item => item.What));
        Assert.Null(told.Next);
        told = await _api.ExplainScheduleAsync("s", new ScheduleExplainQuery { Limit = 10 }, Cancellation);
        Assert.Equal(_time.GetUtcNow().AddDays(-1), told.Items[0].At);
        Assert.Equal(_time.GetUtcNow().AddDays(-1).AddMinutes(10), told.Next);
        var one = await _api.ExplainScheduleAsync(
            "s", new ScheduleExplainQuery { At = _time.GetUtcNow().AddHours(1) }, Cancellation);
        Assert.Equal("paused", Assert.Single(one.Items).What);
    }

    [Fact]
    public async Task A_change_of_another_revision_is_refused_with_both_numbers()
    {
        await PutAsync("allow");
        await PutAsync("skip");
        foreach (var change in new Func<Task>[]
        {
            () => _api.PauseScheduleAsync("s", null, 1, Cancellation),
            () => _api.ResumeScheduleAsync("s", 1, Cancellation),
            () => _api.RemoveScheduleAsync("s", 1, Cancellation),
        })
        {
            var refused = await Assert.ThrowsAsync<ApiException>(change);
            Assert.Equal(
                (409, "Schedule 's' is at revision 2, not 1: somebody changed it."), (refused.Status, refused.Detail));
        }

        await _api.RemoveScheduleAsync("s", 2, Cancellation);
    }

    private Task PutAsync(string overlap) => _api.PutScheduleAsync(
        "s",
        new ScheduleDocument
        {
            Handler = "h", Overlap = overlap,
            Trigger = new TriggerDocument { Every = "1m", Anchor = FakeTime.DefaultStart.AddDays(-10) },
        },
        null, Cancellation);
}
