using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Triggers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

/// <summary>Gives stored schedules the dates that their calendars have now. A trigger keeps the dates that it was stored
/// with, so whoever changes a calendar has to put its schedules anew; this does it for the calendars of the process.
/// <para>To put a schedule anew is an edit, and an edit never fires the past. So what came due before, while nobody
/// looked after schedules, is decided first, by the dates that held then.</para></summary>
internal sealed partial class CalendarRefresh(
    StoreParts parts, KnownCalendars calendars, TimeProvider time, ILogger logger, EventFeed? events = null)
{
    private const int PageSize = 100;

    // Another process may change the same schedule in between this many times.
    private const int MaxTries = 8;

    /// <summary>Looks at every schedule once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (calendars.IsEmpty) return;
        string? cursor = null;
        do
        {
            var page = await parts.Query.ListSchedulesAsync(cursor, PageSize, cancellation).ConfigureAwait(false);
            foreach (var stored in page.Items) await RefreshAsync(stored, cancellation).ConfigureAwait(false);
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <summary>The same trigger with the dates of known calendars, or null when it has them already.</summary>
    internal static Trigger? Renewed(Trigger trigger, KnownCalendars calendars)
    {
        if (trigger is not CompositeTrigger composite) return null;
        var renewed = composite.Except.Select(
            exclusion => exclusion is DateExclusion { Calendar: { } name } days && calendars.Find(name) is { } calendar
                ? calendar.In(days.Zone)
                : exclusion);
        var changed = new CompositeTrigger(composite.AnyOf, renewed);
        return changed.Equals(composite) ? null : changed;
    }

    private async ValueTask RefreshAsync(StoredSchedule stored, CancellationToken cancellation)
    {
        var id = stored.Schedule.Id;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (Renewed(stored.Schedule.Trigger, calendars) is not { } trigger) return;
            if (trigger.Text.Length > TriggerLimits.MaxTextLength)
            {
                CalendarTooLong(logger, id, trigger.Text.Length, TriggerLimits.MaxTextLength);
                return;
            }

            await DecidePastAsync(stored, cancellation).ConfigureAwait(false);
            var put = new SchedulePut(stored.Schedule with { Trigger = trigger }, stored.Revision);
            var answer = await parts.Store.PutSchedulesAsync(new ScheduleChanges([put], []), cancellation)
                .ConfigureAwait(false);
            if (answer.Conflict is null)
            {
                CalendarRenewed(logger, id, trigger.Text);
                events?.Raise(GnomonEventKind.Reloaded, schedule: id);
                return;
            }

            if (await parts.Query.GetScheduleAsync(id, cancellation).ConfigureAwait(false) is not { } present) return;
            stored = present;
        }

        CalendarNotRenewed(logger, id);
    }

    /// <summary>Fires what is due of a schedule that is about to change.</summary>
    private async ValueTask DecidePastAsync(StoredSchedule stored, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        for (var present = stored; present is not null && TickPlanner.Plan(present, now, now) is { } due;)
        {
            await parts.Store.FireAsync([due], cancellation).ConfigureAwait(false);
            present = await parts.Query.GetScheduleAsync(present.Schedule.Id, cancellation).ConfigureAwait(false);
        }
    }
}
