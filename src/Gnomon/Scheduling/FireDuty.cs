using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Scheduling;

/// <summary>Fires the schedules that are due.</summary>
internal sealed partial class FireDuty(StoreParts parts, TimeProvider time, ILogger<FireDuty> logger) : IDuty
{
    private const int Batch = 500;

    /// <summary>Most batches of one round; other duties have their turn in between.</summary>
    private const int MaxBatches = 8;

    /// <summary>Jobs whose arguments take so many bytes end a batch; the rest follows at once.</summary>
    private const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>How often in a row a schedule could not be fired.</summary>
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);

    private DateTimeOffset? _lookingSince;

    /// <summary>How far the store's clock was ahead of this node's when it was last read.</summary>
    private TimeSpan _ahead;

    public string Name => "fire";

    /// <summary>Whoever changes a schedule signals it.</summary>
    public TimeSpan RestMost => TimeSpan.FromSeconds(10);

    public async ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation)
    {
        DateTimeOffset? next = null;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            (next, var isFull) = await FireBatchAsync(cancellation).ConfigureAwait(false);
            if (!isFull) break;
        }

        return next;
    }

    /// <returns>When there is more to fire, and whether that is so already.</returns>
    private async ValueTask<(DateTimeOffset? Next, bool IsFull)> FireBatchAsync(CancellationToken cancellation)
    {
        var asked = time.GetUtcNow();
        var due = await parts.Query.DueSchedulesAsync(asked + _ahead, Batch, cancellation).ConfigureAwait(false);
        // Ticks are due by the store's clock: a node whose own is wrong makes none of them early or late.
        var now = due.StoreNow ?? asked;
        _ahead = now - asked;
        // A clock that was set back must not make ticks look missed that are not.
        if (_lookingSince is null || _lookingSince > now) _lookingSince = now;
        var next = due.NextDue;
        var requests = new List<FireRequest>();
        long bytes = 0;
        foreach (var schedule in due.Items)
        {
            if (bytes >= MaxBytes) break;
            // The store was asked a moment too early, by what its clock was when it was read before.
            if (schedule.NextDue > now && !(next < schedule.NextDue)) next = schedule.NextDue;
            if (Plan(schedule, now) is not { } request) continue;
            requests.Add(request);
            bytes += (long)request.Jobs.Count * schedule.Schedule.Job.Args.Length;
        }

        var fired = requests.Count > 0 && await FireAsync(requests, cancellation).ConfigureAwait(false);
        // There may be more that is due, or these schedules may be due again: look at once.
        return (fired ? asked : next - _ahead, fired && due.Items.Count == Batch);
    }

    /// <summary>Fires schedules, each alone when they fail together: one bad schedule must not stop the others.</summary>
    /// <returns>Whether any was fired.</returns>
    private async ValueTask<bool> FireAsync(List<FireRequest> requests, CancellationToken cancellation)
    {
        try
        {
            await parts.Store.FireAsync(requests, cancellation).ConfigureAwait(false);
            _failures.Clear();
            return true;
        }
        catch (Exception error) when (IsOfOne(error))
        {
            // Found out below which one it is.
        }

        var fired = false;
        foreach (var request in requests)
        {
            try
            {
                await parts.Store.FireAsync([request], cancellation).ConfigureAwait(false);
                _failures.Remove(request.Schedule);
                fired = true;
            }
            catch (Exception error) when (IsOfOne(error))
            {
                var times = _failures[request.Schedule] = _failures.GetValueOrDefault(request.Schedule) + 1;
                if (Pause.IsWorthALine(times)) FireFailed(logger, request.Schedule, error);
            }
        }

        return fired;
    }

    /// <summary>Whether an error may be that of one schedule; a store that cannot serve fails for all.</summary>
    private static bool IsOfOne(Exception error) =>
        error is not (StoreException or OperationCanceledException or OutOfMemoryException);

    private FireRequest? Plan(StoredSchedule schedule, DateTimeOffset now)
    {
        try
        {
            return TickPlanner.Plan(schedule, now, _lookingSince);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // One bad schedule must not stop the others.
            PlanFailed(logger, schedule.Schedule.Id, error);
            return null;
        }
    }
}
