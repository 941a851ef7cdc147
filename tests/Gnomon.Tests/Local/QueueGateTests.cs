using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Local;

public sealed class QueueGateTests
{
    private const string Queue = "q";
    private const int Blocked = 100_000;

    private readonly LocalState _state = new(TimeSpan.FromDays(1), 10);
    private long _ids;

    [Theory]
    [InlineData("concurrency")]
    [InlineData("rate")]
    [InlineData("order")]
    public void Jobs_that_a_key_holds_back_cost_the_claims_of_others_nothing(string limit)
    {
        SetLimits(limit switch
        {
            "concurrency" => new QueueLimits { PerKeyConcurrency = 1 },
            "rate" => new QueueLimits { PerKeyRate = new RateLimit(1, TimeSpan.FromHours(1)) },
            _ => new QueueLimits { StrictOrder = true },
        });
        for (var i = 0; i < Blocked; i++) Add("busy");
        Assert.NotNull(Claim());
        Assert.Null(Claim());
        for (var i = 0; i < 1000; i++) Add($"k{i % 500}");
        var gate = _state.Queue(Queue).Gate!;
        var before = gate.Steps;
        var claimed = 0;
        while (Claim() is { } job)
        {
            claimed++;
            Finish(job);
        }

        Assert.True(claimed >= 500, $"{claimed} jobs were claimed");
        // A hand-out and an end move one lane each, whatever is held back.
        Assert.InRange(gate.Steps - before, claimed, 8L * claimed);
        Assert.Equal(Blocked - 1 + (1000 - claimed), _state.Queue(Queue).Counts[(int)JobState.Ready]);
    }

    [Fact]
    public void Claims_of_a_blocked_queue_cost_nothing()
    {
        SetLimits(new QueueLimits { Concurrency = 1, PerKeyConcurrency = 1 });
        for (var i = 0; i < 1000; i++) Add($"k{i}");
        Assert.NotNull(Claim());
        var before = _state.Queue(Queue).Gate!.Steps;
        for (var i = 0; i < 1000; i++) Assert.Null(Claim());
        Assert.Equal(before, _state.Queue(Queue).Gate!.Steps);
    }

    [Fact]
    public void Key_that_is_not_needed_any_more_is_forgotten()
    {
        SetLimits(new QueueLimits { PerKeyRate = new RateLimit(1, TimeSpan.FromTicks(10)) });
        for (var i = 0; i < 50; i++) Add($"k{i}");
        while (Claim() is { } job) Finish(job);
        Assert.Equal(50, _state.Queue(Queue).Gate!.Rates.Count());
        Assert.Null(Claim(now: 1000));
        Assert.Empty(_state.Queue(Queue).Gate!.Rates);
    }

    [Fact]
    public void Queue_whose_limits_are_cleared_has_no_gate_once_its_lanes_are_empty()
    {
        var job = Add("k");
        SetLimits(new QueueLimits { PerKeyConcurrency = 1 });
        Assert.True(_state.Sort(_state.Queue(Queue)));
        Assert.NotNull(job.Lane);
        SetLimits(QueueLimits.None);
        Assert.True(_state.Sort(_state.Queue(Queue)));
        var other = Add("k");
        Assert.Null(other.Lane);
        Assert.Same(job, Claim());
        Assert.Same(other, Claim());
        Finish(job);
        Assert.True(_state.Sort(_state.Queue(Queue)));
        Assert.Null(_state.Queue(Queue).Gate);
        Assert.Null(job.Lane);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Job_that_is_put_in_its_place_goes_in_its_order(bool byKey)
    {
        if (byKey) SetLimits(new QueueLimits { PerKeyConcurrency = 10 });
        LocalJob[] jobs = [.. Enumerable.Range(0, 5).Select(_ => Add("k"))];
        foreach (var i in new[] { 0, 2, 4, 3 })
        {
            _state.Queue(Queue).RemoveReady(jobs[i]);
            _state.Queue(Queue).InsertReady(jobs[i]);
        }

        foreach (var job in jobs) Assert.Same(job, Claim());
        Assert.Null(Claim());
    }

    private void SetLimits(QueueLimits limits) => _state.SetLimits(_state.Queue(Queue), limits, 0);

    private LocalJob Add(string limitKey)
    {
        var spec = JobSpecCodec.Encode(new JobSpec { Handler = "h", Queue = Queue, LimitKey = limitKey });
        var id = new JobId(new Guid(1, 2, 3, [.. BitConverter.GetBytes(++_ids)]));
        var job = new LocalJob(_state.TakeSequence(), id, spec, _state.Queue(Queue).OtherJobs, 0)
        {
            State = JobState.Ready, Order = _state.TakeOrder(),
        };
        _state.Put(job);
        return job;
    }

    private LocalJob? Claim(long now = 0)
    {
        if (_state.Queue(Queue).Next("node", now) is not { } job) return null;
        _state.Start(job, "n", 0, long.MaxValue);
        return job;
    }

    private void Finish(LocalJob job) => _state.Finish(
        job, AttemptOutcome.Succeeded, JobCause.Succeed, JobState.Succeeded, 0, 0, 0, null, null);
}
