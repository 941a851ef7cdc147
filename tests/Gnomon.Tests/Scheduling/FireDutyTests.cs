using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Gnomon.Tests.Executables;
using Gnomon.Triggers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gnomon.Tests.Scheduling;

public sealed class FireDutyTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _store;

    public FireDutyTests() => _store = new LocalStore(new LocalStoreOptions { TicksKept = 1000 }, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.InitializeAsync(Cancellation);
        var schedule = new Schedule
        {
            Id = "often", Trigger = When.Every(TimeSpan.FromSeconds(5)), Job = new JobSpec { Handler = "h" },
        };
        await _store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Every_five_seconds_over_an_hour_makes_720_jobs_and_each_tick_once()
    {
        var start = _time.GetUtcNow();
        var duty = NewDuty();
        var end = start + TimeSpan.FromHours(1);
        while (true)
        {
            if (await duty.RunOnceAsync(Cancellation) is not { } next || next > end) break;
            if (next > _time.GetUtcNow()) _time.Advance(next - _time.GetUtcNow());
        }

        await AssertEachTickOnceAsync(start, 720);
    }

    [Fact]
    public async Task Two_duties_that_race_fire_each_tick_once()
    {
        var start = _time.GetUtcNow();
        var duties = new[] { NewDuty(), NewDuty() };
        for (var i = 0; i < 200; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAll(duties.Select(duty => Task.Run(
                async () => await duty.RunOnceAsync(Cancellation), Cancellation)));
        }

        await AssertEachTickOnceAsync(start, 200);
    }

    [Fact]
    public async Task A_clock_set_back_fires_nothing_again()
    {
        var start = _time.GetUtcNow();
        var duty = NewDuty();
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await duty.RunOnceAsync(Cancellation);
        }

        _time.StepWallClock(-TimeSpan.FromSeconds(10));
        await duty.RunOnceAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(10));
        await duty.RunOnceAsync(Cancellation);
        await AssertEachTickOnceAsync(start, 3);
    }

    [Fact]
    public async Task Jittered_ticks_are_fired_when_they_are_due_until_the_last_run()
    {
        var schedule = (await _store.GetScheduleAsync("often", Cancellation))!.Schedule with
        {
            Jitter = TimeSpan.FromSeconds(5), MaxRuns = 50,
        };
        await _store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation);
        var start = _time.GetUtcNow();
        var duty = NewDuty();
        while (await duty.RunOnceAsync(Cancellation) is { } next)
            if (next > _time.GetUtcNow())
                _time.Advance(next - _time.GetUtcNow());
        await AssertEachTickOnceAsync(start, 50);
        var ticks = await _store.ListTicksAsync("often", null, 2000, Cancellation);
        Assert.All(ticks.Items, tick => Assert.Equal(schedule.RunAt(tick.At), tick.FiredAt));
    }

    [Fact]
    public async Task A_schedule_whose_firing_fails_does_not_keep_the_others_from_firing_and_is_tried_again()
    {
        var bad = (await _store.GetScheduleAsync("often", Cancellation))!.Schedule with { Id = "bad" };
        await _store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(bad)], []), Cancellation);
        var isBroken = true;
        var prepare = new StorePreparation(
            (drafts, _) => ValueTask.FromResult(drafts),
            (request, _) => isBroken && request.Schedule == "bad"
                ? throw new InvalidOperationException("broken")
                : ValueTask.FromResult(request),
            (changes, _) => ValueTask.FromResult(changes),
            template => template);
        var parts = _store.Parts with { Store = new ObservedStore(_store, _store.Parts.Wake, _time, prepare) };
        var logger = new ListLogger<FireDuty>();
        var duty = new FireDuty(parts, _time, logger);
        await duty.RunOnceAsync(Cancellation);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await duty.RunOnceAsync(Cancellation);
        }

        Assert.Equal(3, (await _store.ListTicksAsync("often", null, 10, Cancellation)).Items.Count);
        Assert.Empty((await _store.ListTicksAsync("bad", null, 10, Cancellation)).Items);
        // The first and the second time in a row are worth a line.
        Assert.Equal(2, logger.Lines.Count(line => line.Contains("Schedule bad could not be fired")));
        Assert.NotEqual(_time.GetUtcNow(), await duty.RunOnceAsync(Cancellation));
        isBroken = false;
        Assert.Equal(_time.GetUtcNow(), await duty.RunOnceAsync(Cancellation));
        var ran = (await _store.ListTicksAsync("bad", null, 10, Cancellation)).Items[0];
        Assert.Equal((TickOutcome.Ran, _time.GetUtcNow()), (ran.Outcome, ran.At));
    }

    private FireDuty NewDuty() => new(_store.Parts, _time, NullLogger<FireDuty>.Instance);

    private async Task AssertEachTickOnceAsync(DateTimeOffset start, int count)
    {
        var jobs = await _store.ListJobsAsync(new JobFilter(), null, 2000, Cancellation);
        var expected = Enumerable.Range(1, count).Select(i => start + i * TimeSpan.FromSeconds(5)).ToList();
        Assert.Equal(expected, jobs.Items.Select(job => job.Spec.Tick!.Value).Order());
        var ticks = await _store.ListTicksAsync("often", null, 2000, Cancellation);
        Assert.Equal(expected, ticks.Items.Select(tick => tick.At).Order());
        Assert.All(ticks.Items, tick => Assert.Equal(TickOutcome.Ran, tick.Outcome));
    }
}
