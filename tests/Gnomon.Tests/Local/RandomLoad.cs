using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Triggers;

namespace Gnomon.Tests.Local;

/// <summary>A seeded sequence of changes of every kind, one call of the store each. The same seed on the same answers
/// is the same sequence.</summary>
internal sealed class RandomLoad(int seed, FakeTime time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly Random _random = new(seed);
    private readonly List<JobId> _known = [];
    private readonly List<AttemptToken> _held = [];
    private readonly RandomWorkflows _flows = new(seed, time);

    /// <summary>Makes one change and waits until it is acknowledged.</summary>
    public Task StepAsync(LocalStore store) => _random.Next(13) switch
    {
        11 => _flows.EnqueueAsync(store, _known),
        12 => _flows.ControlAsync(store),
        0 or 1 or 2 => EnqueueAsync(store),
        3 or 4 => ClaimAsync(store),
        5 or 6 => SettleAsync(store),
        7 => RenewAsync(store),
        8 => ControlAsync(store),
        9 => ScheduleAsync(store),
        _ => PassTimeAsync(store),
    };

    private async Task EnqueueAsync(LocalStore store)
    {
        var drafts = new JobDraft[_random.Next(1, 4)];
        for (var i = 0; i < drafts.Length; i++)
            drafts[i] = new JobDraft(NewId(), Spec())
            {
                Delay = _random.Next(3) == 0 ? TimeSpan.FromSeconds(_random.Next(60)) : null,
            };
        await store.EnqueueAsync(drafts, default);
        _known.AddRange(drafts.Select(draft => draft.Id));
    }

    private async Task ClaimAsync(LocalStore store)
    {
        var answer = await store.ClaimAsync(
            new ClaimRequest("node", ["default", "other"], _random.Next(1, 4), Lease), default);
        _held.AddRange(answer.Jobs.Select(job => job.Token));
    }

    private async Task SettleAsync(LocalStore store)
    {
        var token = TakeHeld();
        var kind = (SettlementKind)_random.Next((int)SettlementKind.Parked + 1);
        var settlement = new Settlement(token, kind)
        {
            Error = kind == SettlementKind.Succeeded ? null : $"error {_random.Next(10)}",
            Result = kind == SettlementKind.Succeeded ? "{\"ok\":true}"u8.ToArray() : default,
            Wait = TimeSpan.FromSeconds(_random.Next(30)),
        };
        await store.SettleAsync([settlement], default);
    }

    private async Task RenewAsync(LocalStore store)
    {
        var token = _held.Count == 0 ? new AttemptToken(NewId(), 1) : _held[_random.Next(_held.Count)];
        await store.RenewAsync(
            [new LeaseRenewal(token, Lease) { Progress = _random.NextDouble(), ProgressText = "at it", LogLines = ["a line"] }], default);
    }

    private async Task ControlAsync(LocalStore store)
    {
        if (_random.Next(4) == 0)
        {
            bool? paused = _random.Next(2) == 0 ? _random.Next(2) == 0 : null;
            var limits = _random.Next(2) == 0 ? Limits() : null;
            await store.SetQueueAsync(new QueueChange("other", paused, limits), default);
            return;
        }

        var id = _known.Count == 0 ? NewId() : _known[_random.Next(_known.Count)];
        var action = (ControlAction)_random.Next((int)ControlAction.Terminate + 1);
        await store.ControlAsync(new ControlRequest(action, [id]) { Priority = (byte)_random.Next(10) }, default);
    }

    private async Task ScheduleAsync(LocalStore store)
    {
        var id = $"s{_random.Next(3)}";
        if (await store.GetScheduleAsync(id, default) is not { Next: { } at } stored)
        {
            var every = new IntervalTrigger(TimeSpan.FromMinutes(_random.Next(1, 9)), FakeTime.DefaultStart);
            var schedule = new Schedule
            {
                Id = id, Trigger = every, Job = Spec(), Overlap = (OverlapPolicy)_random.Next(6), PauseAfterFailures = 2,
            };
            await store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(schedule)], []), default);
            return;
        }

        if (_random.Next(6) == 0)
        {
            await store.PutSchedulesAsync(new ScheduleChanges([], [id]), default);
            return;
        }

        // A tick that is not due yet is refused.
        if (at > time.GetUtcNow()) time.Advance(at - time.GetUtcNow());
        var job = JobId.ForTick(id, at);
        await store.FireAsync(
            [
                new FireRequest(id, stored.Revision, stored.Mark, at)
                {
                    Ticks = [new Tick(at, time.GetUtcNow(), TickOutcome.Ran) { Job = job }],
                    Jobs = [new JobDraft(job, Spec() with { Schedule = id, Tick = at })],
                },
            ],
            default);
        _known.Add(job);
    }

    private async Task PassTimeAsync(LocalStore store)
    {
        time.Advance(TimeSpan.FromSeconds(_random.Next(1, 20)));
        await store.SweepAsync(10, default);
    }

    private AttemptToken TakeHeld()
    {
        if (_held.Count == 0) return new AttemptToken(NewId(), 1);
        var at = _random.Next(_held.Count);
        var token = _held[at];
        _held.RemoveAt(at);
        return token;
    }

    private QueueLimits Limits() => new()
    {
        Concurrency = _random.Next(2) == 0 ? _random.Next(1, 5) : null,
        PerKeyConcurrency = _random.Next(2) == 0 ? _random.Next(1, 3) : null,
        Rate = _random.Next(2) == 0 ? new RateLimit(_random.Next(1, 9), TimeSpan.FromSeconds(7)) : null,
        PerKeyRate = _random.Next(2) == 0
            ? new RateLimit(_random.Next(1, 3), TimeSpan.FromSeconds(3), Kind: RateKind.SlidingWindow)
            : null,
        StrictOrder = _random.Next(3) == 0,
    };

    private JobSpec Spec() => new()
    {
        Handler = "h",
        Args = Args(),
        Queue = _random.Next(3) == 0 ? "other" : JobLimits.DefaultQueue,
        Priority = (byte)_random.Next(10),
        Key = _random.Next(4) == 0 ? $"k{_random.Next(5)}" : null,
        Unique = new UniqueRule
        {
            Scope = (KeyScope)_random.Next(3),
            Hold = (KeyHold)_random.Next(3),
            Period = _random.Next(3) == 0 ? TimeSpan.FromSeconds(_random.Next(1, 60)) : null,
            OnDuplicate = (DuplicateAction)_random.Next(4),
        },
        ArgsVersion = _random.Next(2),
        LimitKey = _random.Next(2) == 0 ? $"l{_random.Next(3)}" : null,
        Retry = _random.Next(2) == 0 ? RetryPolicy.None : RetryPolicy.After(TimeSpan.FromSeconds(1)),
        Deadline = _random.Next(5) == 0 ? time.GetUtcNow().AddSeconds(_random.Next(90)) : null,
        Tags = ["t"],
    };

    private byte[] Args()
    {
        var args = new byte[_random.Next(400)];
        _random.NextBytes(args);
        return args;
    }

    private JobId NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new JobId(new Guid(bytes));
    }
}
