using Gnomon.Store;
using Microsoft.Extensions.Logging;

namespace Gnomon.Scheduling;

/// <summary>Fires the schedules that are due.</summary>
internal sealed partial class FireDuty(StoreParts parts, TimeProvider time, ILogger<FireDuty> logger) : IDuty
{
    private const int Batch = 200;

    /// <summary>Jobs whose arguments take so many bytes end a batch; the rest follows at once.</summary>
    private const long MaxBytes = 4 * 1024 * 1024;

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

        if (requests.Count > 0) await parts.Store.FireAsync(requests, cancellation).ConfigureAwait(false);
        // There may be more that is due, or these schedules may be due again: look at once.
        return requests.Count > 0 ? now : due.NextDue;
    }

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
