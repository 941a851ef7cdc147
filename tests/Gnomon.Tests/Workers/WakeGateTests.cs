using Gnomon.Testing;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Workers;

public sealed class WakeGateTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTime _time = new();
    private readonly WakeGate _gate;

    public WakeGateTests() => _gate = new WakeGate(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opened_before_anybody_waits_it_lets_exactly_one_wait_through()
    {
        _gate.Open();
        _gate.Open();
        Assert.True(_gate.WaitAsync(Hour, Cancellation).IsCompletedSuccessfully);
        var second = _gate.WaitAsync(Hour, Cancellation).AsTask();
        Assert.False(second.IsCompleted);
        _gate.Open();
        await second;
    }

    [Fact]
    public async Task A_wait_ends_when_its_time_is_over()
    {
        var wait = _gate.WaitAsync(Second, Cancellation).AsTask();
        Assert.Equal(1, _time.PendingTimers);
        _time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.Equal(1, _time.PendingTimers);
        _time.Advance(TimeSpan.FromTicks(1));
        await wait;
    }

    [Fact]
    public async Task It_opens_at_the_earliest_instant_it_was_told()
    {
        var now = _time.GetUtcNow();
        var wait = _gate.WaitAsync(Hour, Cancellation).AsTask();
        _gate.OpenAt(now + 3 * Second);
        _gate.OpenAt(now + 2 * Second);
        _gate.OpenAt(now + 9 * Second);
        while (!wait.IsCompleted)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await wait;
        Assert.True(_time.GetUtcNow() >= now + 2 * Second);
        var next = _gate.WaitAsync(Hour, Cancellation).AsTask();
        Assert.False(next.IsCompleted);
        _gate.Open();
        await next;
    }

    [Fact]
    public void An_instant_that_is_past_or_left_out_opens_it_now()
    {
        _gate.OpenAt(null);
        Assert.True(_gate.WaitAsync(Hour, Cancellation).IsCompletedSuccessfully);
        _gate.OpenAt(_time.GetUtcNow());
        Assert.True(_gate.WaitAsync(Hour, Cancellation).IsCompletedSuccessfully);
    }

    [Fact]
    public void An_instant_that_a_step_of_the_wall_clock_brought_is_seen_with_the_next_wait()
    {
        _gate.OpenAt(_time.GetUtcNow() + Hour);
        _time.StepWallClock(2 * Hour);
        Assert.True(_gate.WaitAsync(Hour, Cancellation).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_wall_clock_set_back_never_makes_a_wait_longer_than_asked()
    {
        _gate.OpenAt(_time.GetUtcNow() + Second);
        var wait = _gate.WaitAsync(2 * Second, Cancellation).AsTask();
        _time.StepWallClock(-24 * Hour);
        _time.Advance(Second);
        while (_time.PendingTimers == 0 && !wait.IsCompleted) await Task.Yield();
        Assert.False(wait.IsCompleted);
        _time.Advance(Second);
        await wait;
    }

    [Fact]
    public async Task Closing_ends_a_wait_without_an_error()
    {
        using var closing = new CancellationTokenSource();
        var wait = _gate.WaitAsync(Hour, closing.Token).AsTask();
        await closing.CancelAsync();
        await wait;
        Assert.True(_gate.WaitAsync(Hour, closing.Token).IsCompletedSuccessfully);
    }
}
