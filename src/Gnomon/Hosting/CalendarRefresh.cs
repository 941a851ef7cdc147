using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Triggers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

/// <summary>Gives stored schedules the dates that their calendars have now. A trigger keeps the dates that it was stored
/// with, so whoever changes a calendar has to put its schedules anew; this does it for the calendars of the process.
/// What came due before is decided by the dates that held then.</summary>
internal sealed partial class CalendarRefresh(
    ScheduleRewrite rewrite, KnownCalendars calendars, ILogger logger, EventFeed? events = null)
{
    /// <summary>Looks at every schedule once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (calendars.IsEmpty) return;
        await rewrite.ForAllAsync(stored => RefreshAsync(stored, cancellation), cancellation).ConfigureAwait(false);
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
        string? text = null;
        try
        {
            var isDone = await rewrite.RewriteAsync(stored, Changed, cancellation).ConfigureAwait(false);
            if (!isDone) CalendarNotRenewed(logger, id, "others keep changing it");
            else if (text is not null) TellRenewed(id, text);
        }
        catch (Exception error) when (error is not (StoreException or OperationCanceledException or OutOfMemoryException))
        {
            // One bad schedule must not keep the process from starting.
            CalendarNotRenewed(logger, id, error.Message);
        }

        Schedule? Changed(Schedule schedule)
        {
            text = null;
            if (Renewed(schedule.Trigger, calendars) is not { } trigger) return null;
            if (trigger.Text.Length > TriggerLimits.MaxTextLength)
            {
                CalendarTooLong(logger, id, trigger.Text.Length, TriggerLimits.MaxTextLength);
                return null;
            }

            text = trigger.Text;
            return schedule with { Trigger = trigger };
        }
    }

    private void TellRenewed(string schedule, string trigger)
    {
        CalendarRenewed(logger, schedule, trigger);
        events?.Raise(GnomonEventKind.Reloaded, schedule: schedule);
    }
}
