using Gnomon.Store;

namespace Gnomon.Testing.Conformance;

/// <summary>The random steps with queues, and restarts.</summary>
public sealed partial class ModelRunner
{
    /// <summary>Whether the wall clock was stepped since the engine was opened last.</summary>
    private bool _stepped;

    private async Task SetQueueAsync()
    {
        var queue = Pick(Queues);
        if (Chance(30))
        {
            await SetQueueAsync(new QueueChange(queue, Chance(40)));
            return;
        }

        var former = _model.LimitsOf(queue);
        var limits = Chance(40) ? QueueLimits.None : Limits();
        if (Chance(50)) limits = limits with { Rate = former.Rate, PerKeyRate = former.PerKeyRate };
        // What a rate has counted when another one follows it depends on how an engine counts: begin anew.
        if ((former.Rate is not null && former.Rate != limits.Rate)
            || (former.PerKeyRate is not null && former.PerKeyRate != limits.PerKeyRate))
            await SetQueueAsync(new QueueChange(queue, Limits: former with { Rate = null, PerKeyRate = null }));
        await SetQueueAsync(new QueueChange(queue, Limits: limits));
    }

    private async Task SetQueueAsync(QueueChange change)
    {
        Trace($"queue {change.Queue} paused {change.Paused} limits {change.Limits}");
        await _h.Store.SetQueueAsync(change, _h.Cancellation);
        _model.SetQueue(change);
    }

    private QueueLimits Limits() => new()
    {
        Concurrency = Chance(30) ? _random.Next(1, 5) : null,
        PerKeyConcurrency = Chance(30) ? _random.Next(1, 3) : null,
        Rate = Chance(25) ? Rate() : null,
        PerKeyRate = Chance(25) ? Rate() : null,
        StrictOrder = Chance(25),
    };

    private RateLimit Rate()
    {
        var (count, per) = (_random.Next(1, 5), TimeSpan.FromSeconds(Pick([1, 10, 60])));
        return Chance(50)
            ? new RateLimit(count, per, Kind: RateKind.SlidingWindow)
            : new RateLimit(count, per, Chance(50) ? _random.Next(1, 7) : null);
    }

    /// <summary>Restarts and sweeps: between the two, an engine may recover the claims of the ended process or not.
    /// </summary>
    private async Task RestartAsync()
    {
        if (!_h.IsDurable) return;
        // Over its own end a process can tell a step of the wall clock from time that passed by neither clock.
        if (_stepped)
            foreach (var queue in Queues)
                if (_model.LimitsOf(queue) is { } limits && (limits.Rate ?? limits.PerKeyRate) is not null)
                    await SetQueueAsync(new QueueChange(queue, Limits: limits with { Rate = null, PerKeyRate = null }));
        _stepped = false;
        await _h.RestartAsync();
        if (!_h.EndsClaims) _h.Time.Advance(LongestLease);
        _model.LoseAllClaims();
        await SweepAsync();
        _trace[^1] = "restart and sweep";
    }
}
