using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

/// <summary>Encrypts the arguments of stored schedules with the newest key: those that were stored before there were
/// keys, and those of older keys, which can then be taken away.</summary>
internal sealed partial class SealRefresh(ScheduleRewrite rewrite, Payloads payloads, ILogger logger)
{
    /// <summary>Looks at every schedule once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!payloads.Encrypts) return;
        await rewrite.ForAllAsync(stored => RefreshAsync(stored, cancellation), cancellation).ConfigureAwait(false);
    }

    private async ValueTask RefreshAsync(StoredSchedule stored, CancellationToken cancellation)
    {
        var id = stored.Schedule.Id;
        if (payloads.Renew(stored.Schedule.Job) is null) return;
        try
        {
            if (await rewrite.RewriteAsync(stored, Renewed, cancellation).ConfigureAwait(false))
                ScheduleSealed(logger, id);
            else
                ScheduleNotSealed(logger, id, "others keep changing it");
        }
        catch (Exception error) when (error is not (StoreException or OperationCanceledException or OutOfMemoryException))
        {
            // One bad schedule must not keep the process from starting.
            ScheduleNotSealed(logger, id, error.Message);
        }
    }

    private Schedule? Renewed(Schedule schedule) =>
        payloads.Renew(schedule.Job) is { } job ? schedule with { Job = job } : null;
}
