using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Scheduling;

/// <summary>Fires the schedules that are due.</summary>
internal sealed partial class FireDuty(StoreParts parts, TimeProvider time, ILogger<FireDuty> logger) : IDuty
{
    private const int Batch = 200;

    /// <summary>Jobs whose arguments take so many bytes end a batch; the rest follows at once.</summary>
    private const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>How often in a row a schedule could not be fired.</summary>
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);

    private DateTimeOffset? _lookingSince;

    public string Name => "fire";

    public async ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // A clock that was set back must not make ticks look missed that are not.
        if (_lookingSince is null || _lookingSince > now) _lookingSince = now;
        var due = await parts.Query.DueSchedulesAsync(now, Batch, cancellation).ConfigureAwait(false);
        if (due.Items.Count == 0) return due.NextDue;

        var requests = new List<FireRequest>();
        long bytes = 0;
        foreach (var schedule in due.Items)
        {
            if (bytes >= MaxBytes) break;
            if (Plan(schedule, now) is not { } request) continue;
            requests.Add(request);
            bytes += (long)request.Jobs.Count * schedule.Schedule.Job.Args.Length;
        }

        var fired = requests.Count > 0 && await FireAsync(requests, cancellation).ConfigureAwait(false);
        // There may be more that is due, or these schedules may be due again: look at once.
        return fired ? now : due.NextDue;
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
