using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Faults;
using Gnomon.Tests.Executables;
using Xunit;

namespace Gnomon.Tests.Scheduling;

public sealed class DutyLoopTests
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _store;
    private readonly ListLogger<DutyLoop> _log = new();

    public DutyLoopTests() => _store = new LocalStore(new LocalStoreOptions(), _time);

    [Fact]
    public async Task A_duty_that_fails_does_not_keep_the_others_from_running()
    {
        var bad = new CountedDuty { Fault = new InvalidOperationException("no") };
        var good = new CountedDuty();
        await using var loop = Start("n", bad, good);
        await PumpUntilAsync(1, () => good.Runs >= 3);
        Assert.True(bad.Runs >= 3);
        Assert.Contains(_log.Lines, line => line.StartsWith("The duty counted failed; it is tried again."));
    }

    [Fact]
    public async Task A_signal_runs_the_duties_at_once()
    {
        var duty = new CountedDuty();
        await using var loop = Start("n", duty);
        await UntilAsync(() => duty.Runs == 1 && _time.PendingTimers == 1);
        await _store.Parts.Wake.SignalAsync(new WakeHint(WakeTopic.Schedules, null, []), default);
        await UntilAsync(() => duty.Runs == 2);
    }

    [Fact]
    public async Task Duties_run_when_they_said_there_would_be_more_to_do()
    {
        var duty = new CountedDuty { Next = _time.GetUtcNow() + TimeSpan.FromSeconds(1) };
        await using var loop = Start("n", duty);
        await UntilAsync(() => duty.Runs == 1 && _time.PendingTimers == 1);
        duty.Next = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => duty.Runs == 2);
    }

    [Fact]
    public async Task Only_the_leader_runs_them_and_the_next_takes_over_when_it_resigns()
    {
        var (first, second) = (new CountedDuty(), new CountedDuty());
        var leader = Start("a", first);
        await UntilAsync(() => first.Runs == 1);
        await using var other = Start("b", second);
        await PumpUntilAsync(2, () => first.Runs >= 5);
        Assert.Equal(0, second.Runs);
        await leader.DisposeAsync();
        await PumpUntilAsync(1, () => second.Runs >= 1);
    }

    [Fact]
    public async Task Leader_of_a_quiet_cluster_rests_and_keeps_its_term()
    {
        var counted = new FaultyStore(_store.Parts);
        var (duty, other) = (new CountedDuty(), new CountedDuty());
        await using var loop = Start("a", counted.Parts, duty);
        await UntilAsync(() => duty.Runs == 1 && _time.PendingTimers == 1);
        await using var follower = Start("b", _store.Parts, other);
        await PassAsync(TimeSpan.FromSeconds(10));
        var (runs, asked) = (duty.Runs, counted.CallsOf(StoreCall.Lead));
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.InRange(duty.Runs - runs, 5, 7);
        Assert.InRange(counted.CallsOf(StoreCall.Lead) - asked, 13, 16);
        Assert.Equal(0, other.Runs);
    }

    [Fact]
    public async Task A_signal_of_any_kind_ends_the_rest_of_a_quiet_leader_within_two_seconds()
    {
        var duty = new CountedDuty();
        await using var loop = Start("n", duty);
        await UntilAsync(() => duty.Runs == 1 && _time.PendingTimers == 1);
        await PassAsync(TimeSpan.FromSeconds(15), loops: 1);
        var runs = duty.Runs;
        await _store.Parts.Wake.SignalAsync(new WakeHint(WakeTopic.Jobs, null, []), default);
        await PassAsync(TimeSpan.FromSeconds(2.1), loops: 1);
        Assert.Equal(runs + 1, duty.Runs);
        await PassAsync(TimeSpan.FromSeconds(6), loops: 1);
        Assert.Equal(runs + 4, duty.Runs);
    }

    [Fact]
    public async Task A_quiet_leader_that_dies_is_followed_when_its_term_is_over()
    {
        var (first, second) = (new CountedDuty(), new CountedDuty());
        var broken = new FaultyStore(_store.Parts);
        await using var leader = Start("a", broken.Parts, first);
        await UntilAsync(() => first.Runs == 1 && _time.PendingTimers == 1);
        await using var other = Start("b", _store.Parts, second);
        await PassAsync(TimeSpan.FromSeconds(20));
        for (var call = 1; call <= 8; call++) broken.Fail(StoreCall.Lead, call);
        var runs = first.Runs;
        await PassAsync(TimeSpan.FromSeconds(8));
        Assert.InRange(second.Runs, 1, 4);
        Assert.InRange(first.Runs - runs, 0, 1);
    }

    private DutyLoop Start(string node, params IDuty[] duties) => Start(node, _store.Parts, duties);

    private DutyLoop Start(string node, StoreParts parts, params IDuty[] duties)
    {
        var loop = new DutyLoop(duties, parts, node, _time, _log);
        loop.Start();
        return loop;
    }

    private static async Task UntilAsync(Func<bool> wanted)
    {
        while (!wanted())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock on whenever all loops wait for it, so that no term runs out on a leader that had no turn.
    /// </summary>
    private Task PumpUntilAsync(int loops, Func<bool> wanted) => UntilAsync(() =>
    {
        if (wanted()) return true;
        if (_time.PendingTimers == loops) _time.Advance(TimeSpan.FromMilliseconds(100));
        return false;
    });

    /// <summary>Lets so much time pass, a step at a time, each when all loops wait for the clock.</summary>
    private async Task PassAsync(TimeSpan span, int loops = 2)
    {
        for (var end = _time.GetUtcNow() + span; _time.GetUtcNow() < end;)
        {
            await UntilAsync(() => _time.PendingTimers == loops);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await UntilAsync(() => _time.PendingTimers == loops);
    }

    private sealed class CountedDuty : IDuty
    {
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        public Exception? Fault { get; init; }

        public DateTimeOffset? Next { get; set; }

        public string Name => "counted";

        public TimeSpan RestMost { get; init; } = TimeSpan.FromSeconds(10);

        public ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _runs);
            return Fault is null ? ValueTask.FromResult(Next) : throw Fault;
        }
    }
}
