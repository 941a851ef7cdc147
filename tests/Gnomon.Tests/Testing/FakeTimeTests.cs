using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Testing;

public sealed class FakeTimeTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Advance_moves_both_clocks()
    {
        var before = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(FakeTime.DefaultStart.AddSeconds(90), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _time.GetElapsedTime(before));
    }

    [Fact]
    public void Step_of_the_wall_clock_leaves_the_monotonic_clock_and_timers_alone()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _time.StepWallClock(TimeSpan.FromHours(2));
        _time.StepWallClock(TimeSpan.FromHours(-5));
        Assert.Equal(FakeTime.DefaultStart.AddHours(-3), _time.GetUtcNow());
        Assert.Equal(0, _time.GetTimestamp());
        Assert.Equal(0, fired);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void Advance_to_the_next_timer_stops_there_or_at_the_bound()
    {
        var fired = 0;
        Assert.Null(_time.NextTimerIn);
        using var first = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var second = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        Assert.Equal(TimeSpan.FromSeconds(3), _time.NextTimerIn);
        Assert.Equal(TimeSpan.FromSeconds(3), _time.AdvanceToNextTimer(TimeSpan.FromSeconds(5)));
        Assert.Equal(1, fired);
        Assert.Equal(TimeSpan.FromSeconds(5), _time.AdvanceToNextTimer(TimeSpan.FromSeconds(5)));
        Assert.Equal(1, fired);
        Assert.Equal(TimeSpan.FromSeconds(2), _time.NextTimerIn);
        Assert.Equal(FakeTime.DefaultStart.AddSeconds(8), _time.GetUtcNow());
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.AdvanceToNextTimer(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Set_wall_clock_is_shown_as_UTC()
    {
        _time.SetWallClock(new DateTimeOffset(2030, 6, 1, 12, 0, 0, TimeSpan.FromHours(8)));
        Assert.Equal(TimeSpan.Zero, _time.GetUtcNow().Offset);
        Assert.Equal(new DateTimeOffset(2030, 6, 1, 4, 0, 0, TimeSpan.Zero), _time.GetUtcNow());
        Assert.Equal(TimeZoneInfo.Utc, _time.LocalTimeZone);
    }

    [Fact]
    public void Timers_fire_in_due_order_each_at_its_own_moment()
    {
        var seen = new List<(string, double)>();
        using var late = Timer("late", 3);
        using var early = Timer("early", 1);
        using var twin = Timer("twin", 3);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([("early", 1.0), ("late", 3.0), ("twin", 3.0)], seen);
        Assert.Equal(FakeTime.DefaultStart.AddSeconds(10), _time.GetUtcNow());

        ITimer Timer(string name, int seconds) => _time.CreateTimer(
            _ => seen.Add((name, (_time.GetUtcNow() - FakeTime.DefaultStart).TotalSeconds)),
            null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void Timer_never_fires_early()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, fired);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, fired);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void Periodic_timer_fires_once_for_each_period()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(7.5));
        Assert.Equal(4, fired);
        Assert.Equal(1, _time.PendingTimers);
    }

    [Fact]
    public void Timer_due_at_once_fires_before_it_is_returned()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fired);
    }

    [Fact]
    public void Changed_timer_follows_its_new_time_only()
    {
        var fired = 0;
        using var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Assert.True(timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, fired);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(1, fired);
        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        Assert.Equal(0, _time.PendingTimers);
    }

    [Fact]
    public void Disposed_timer_is_silent_and_cannot_be_set_again()
    {
        var fired = 0;
        var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, fired);
    }

    [Fact]
    public void Callback_may_dispose_its_timer_and_set_others()
    {
        var seen = new List<string>();
        ITimer? first = null;
        ITimer? second = null;
        first = _time.CreateTimer(OnFirst, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["first", "second at 2"], seen);
        second?.Dispose();

        void OnFirst(object? state)
        {
            seen.Add("first");
            first!.Dispose();
            second = _time.CreateTimer(
                _ => seen.Add($"second at {_time.GetTimestamp() / _time.TimestampFrequency}"),
                null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    [Fact]
    public async Task Task_delay_ends_when_its_time_has_passed()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(5), _time, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await delay;
    }

    [Fact]
    public void Cancellation_source_cancels_when_its_time_has_passed()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(source.IsCancellationRequested);
        source.CancelAfter(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.False(source.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public async Task Periodic_timer_of_the_framework_ticks()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10), _time);
        for (var i = 0; i < 3; i++)
        {
            var tick = timer.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
            Assert.False(tick.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.True(await tick);
        }
    }

    [Fact]
    public void Exception_of_a_callback_reaches_the_caller_and_later_timers_still_fire()
    {
        var fired = 0;
        using var bad = _time.CreateTimer(
            _ => throw new InvalidOperationException("bad"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using var good = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        Assert.Throws<InvalidOperationException>(() => _time.Advance(TimeSpan.FromSeconds(5)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void Negative_spans_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(-2), TimeSpan.Zero));
    }
}
