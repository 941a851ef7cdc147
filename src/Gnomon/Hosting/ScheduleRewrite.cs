using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Hosting;

/// <summary>Puts stored schedules anew whose stored form is out of date, without losing ticks.
/// <para>To put a schedule anew is an edit, and an edit never fires the past. So what came due before, while nobody
/// looked after schedules, is decided first, by the definition that held then.</para></summary>
internal sealed class ScheduleRewrite(StoreParts parts, TimeProvider time)
{
    private const int PageSize = 100;

    // Another process may change the same schedule in between this many times.
    private const int MaxTries = 8;

    /// <summary>Looks at every schedule once.</summary>
    public async Task ForAllAsync(Func<StoredSchedule, ValueTask> look, CancellationToken cancellation)
    {
        string? cursor = null;
        do
        {
            var page = await parts.Query.ListSchedulesAsync(cursor, PageSize, cancellation).ConfigureAwait(false);
            foreach (var stored in page.Items) await look(stored).ConfigureAwait(false);
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <summary>Changes one schedule.</summary>
    /// <param name="stored">The schedule.</param>
    /// <param name="change">Makes the new definition; null when there is nothing to change. Asked again when somebody
    /// else changed the schedule meanwhile.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Whether it is as it should be; false when others keep changing it.</returns>
    public async ValueTask<bool> RewriteAsync(
        StoredSchedule stored, Func<Schedule, Schedule?> change, CancellationToken cancellation)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (change(stored.Schedule) is not { } changed) return true;
            await DecidePastAsync(stored, cancellation).ConfigureAwait(false);
            var put = new SchedulePut(changed, stored.Revision);
            var answer = await parts.Store.PutSchedulesAsync(new ScheduleChanges([put], []), cancellation)
                .ConfigureAwait(false);
            if (answer.Conflict is null) return true;
            var id = stored.Schedule.Id;
            if (await parts.Query.GetScheduleAsync(id, cancellation).ConfigureAwait(false) is not { } present)
                return true;
            stored = present;
        }

        return false;
    }

    /// <summary>Fires what is due of a schedule that is about to change.</summary>
    private async ValueTask DecidePastAsync(StoredSchedule stored, CancellationToken cancellation)
    {
        // Due by the store's clock: by that of a node which is ahead, ticks would be fired that the store refuses.
        var now = await StoreClock.NowAsync(parts.Query, time, cancellation).ConfigureAwait(false);
        for (var present = stored; present is not null && TickPlanner.Plan(present, now, now) is { } due;)
        {
            await parts.Store.FireAsync([due], cancellation).ConfigureAwait(false);
            present = await parts.Query.GetScheduleAsync(present.Schedule.Id, cancellation).ConfigureAwait(false);
        }
    }
}
