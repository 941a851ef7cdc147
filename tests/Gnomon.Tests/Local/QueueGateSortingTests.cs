using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Local;

/// <summary>Limits that change while jobs wait, compared with the rules written plainly.</summary>
public sealed class QueueGateSortingTests
{
    private const string Queue = "q";

    private static readonly QueueLimits[] Limits =
    [
        QueueLimits.None,
        new() { Concurrency = 3 },
        new() { PerKeyConcurrency = 1 },
        new() { PerKeyConcurrency = 2, Concurrency = 5 },
        new() { StrictOrder = true },
        new() { StrictOrder = true, PerKeyConcurrency = 2 },
    ];

    private readonly LocalState _state = new(TimeSpan.FromDays(1), 10);
    private readonly List<LocalJob> _jobs = [];
    private readonly Dictionary<LocalJob, string?> _keys = [];
    private Random _random = new(0);
    private long _now = 1;
    private int _ids;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Whatever_is_left_to_sort_no_job_goes_that_may_not_and_in_the_end_the_first_that_may(int seed)
    {
        _random = new Random(seed);
        for (var step = 0; step < 1000; step++)
        {
            switch (_random.Next(20))
            {
                case < 7: Add(); break;
                case < 12: Claim(); break;
                case < 15: End(); break;
                case 15: Reprioritize(); break;
                case 16: _state.Promote(_state.Queue(Queue), _now += 3, 100); break;
                case 17: Cancel(); break;
                case 18: _state.Queue(Queue).Gate?.Sort(_state.Table, _random.Next(1, 20)); break;
                default:
                    if (_random.Next(4) == 0)
                        _state.SetLimits(_state.Queue(Queue), Limits[_random.Next(Limits.Length)], 0);
                    break;
            }
        }

        _state.SetLimits(_state.Queue(Queue), QueueLimits.None, 0);
        while (_jobs.Exists(job => !job.State.IsTerminal()))
        {
            while (!_state.Sort(_state.Queue(Queue))) { }
            _state.Promote(_state.Queue(Queue), _now += 1000, 1000);
            Claim();
            End();
        }

        _state.Sort(_state.Queue(Queue));
        Assert.Null(_state.Queue(Queue).Gate);
        Assert.All(_jobs, job => Assert.Null(job.Lane));
    }

    [Fact]
    public void Limits_by_key_that_are_set_with_many_jobs_waiting_move_a_bounded_number_at_a_time()
    {
        var queue = _state.Queue(Queue);
        for (var i = 0; i < 3 * QueueGate.Slice; i++) Add(priority: 5, key: $"k{i % 10}");
        _state.SetLimits(queue, new QueueLimits { PerKeyConcurrency = 1 }, 0);
        Assert.InRange(queue.Gate!.Steps, 1, QueueGate.Slice);
        Assert.Equal(QueueGate.Slice, _jobs.Count(job => job.Lane is not null));
        var sorts = 0;
        for (var before = queue.Gate.Steps; !_state.Sort(queue); before = queue.Gate.Steps, sorts++)
            Assert.InRange(queue.Gate.Steps - before, 1, QueueGate.Slice);
        Assert.InRange(sorts, 1, 2);
        Assert.All(_jobs, job => Assert.True(job.InLane));
        Assert.Equal(_jobs.Take(10), Enumerable.Range(0, 10).Select(_ => Next()));
        Assert.Null(queue.Next("node", 0));
    }

    private static (int, long) Rank(LocalJob job) => (-job.Priority, job.Order);

    private LocalJob? Next()
    {
        var job = _state.Queue(Queue).Next("node", 0);
        if (job is not null) _state.Start(job, "n", _now, long.MaxValue);
        return job;
    }

    /// <summary>The ready jobs that the limits let go, in the order in which they go.</summary>
    private List<LocalJob> Allowed()
    {
        var limits = _state.Queue(Queue).Limits;
        var running = _jobs.Where(job => job.State == JobState.Running).ToLookup(job => _keys[job] ?? "");
        var turns = _jobs.Where(job => !job.State.IsTerminal()).GroupBy(job => _keys[job] ?? "")
            .ToDictionary(jobs => jobs.Key, jobs => jobs.MinBy(job => job.Sequence));
        if (running.Sum(jobs => jobs.Count()) >= limits.Concurrency) return [];
        return [.. _jobs.Where(job => job.State == JobState.Ready && May(job)).OrderBy(Rank)];

        bool May(LocalJob job)
        {
            if (_keys[job] is not { } key) return true;
            var ofKey = running[key].Count();
            return !(ofKey >= limits.PerKeyConcurrency)
                && (!limits.StrictOrder || (ofKey == 0 && turns[key] == job));
        }
    }

    private void Claim()
    {
        var queue = _state.Queue(Queue);
        if (_random.Next(3) == 0) queue.Gate?.Sort(_state.Table, _random.Next(1, 50));
        var isSorted = queue.Gate is not { IsSorting: true };
        var allowed = Allowed();
        var job = queue.Next("node", 0);
        if (job is not null) Assert.Contains(job, allowed);
        if (isSorted) Assert.Same(allowed.FirstOrDefault(), job);
        if (job is not null) _state.Start(job, "n", _now, long.MaxValue);
    }

    private void Add() => Add(_random.Next(3), _random.Next(4) is > 0 and var key ? $"k{key}" : null);

    private void Add(int priority, string? key)
    {
        var waits = _random.Next(5) == 0 && key != "k0";
        var spec = JobSpecCodec.Encode(
            new JobSpec { Handler = "h", Queue = Queue, LimitKey = key, Priority = (byte)priority });
        var id = new JobId(new Guid(++_ids, 2, 3, new byte[8]));
        waits &= priority < 5;
        var job = new LocalJob(_state.TakeSequence(), id, spec, _state.Queue(Queue).OtherJobs, 0)
        {
            State = waits ? JobState.Scheduled : JobState.Ready,
            RunAt = waits ? _now + _random.Next(30) : 0,
            Order = waits ? 0 : _state.TakeOrder(),
        };
        _state.Put(job);
        _jobs.Add(job);
        _keys.Add(job, key);
    }

    private void End()
    {
        if (Pick(JobState.Running) is not { } job) return;
        switch (_random.Next(4))
        {
            case 0:
                Finish(job, AttemptOutcome.Lost, JobCause.LoseLease, JobState.Ready, _state.TakeOrder());
                break;
            case 1:
                Finish(job, AttemptOutcome.Failed, JobCause.Retry, JobState.Scheduled, 0);
                break;
            default:
                Finish(job, AttemptOutcome.Succeeded, JobCause.Succeed, JobState.Succeeded, 0);
                break;
        }
    }

    private void Finish(LocalJob job, AttemptOutcome outcome, JobCause cause, JobState to, long order) =>
        _state.Finish(job, outcome, cause, to, _now, _now + 5, order, null, null);

    private void Cancel()
    {
        var state = _random.Next(2) == 0 ? JobState.Ready : JobState.Scheduled;
        if (Pick(state) is { } job) _state.Shift(job, JobCause.Cancel, JobState.Cancelled, _now, 0, 0);
    }

    private void Reprioritize()
    {
        var state = _random.Next(2) == 0 ? JobState.Ready : JobState.Scheduled;
        if (Pick(state) is { } job) _state.ChangePriority(job, (byte)_random.Next(3));
    }

    private LocalJob? Pick(JobState state)
    {
        var jobs = _jobs.Where(job => job.State == state).ToList();
        return jobs.Count == 0 ? null : jobs[_random.Next(jobs.Count)];
    }
}
