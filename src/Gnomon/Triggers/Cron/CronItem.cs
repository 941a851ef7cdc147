namespace Gnomon.Triggers.Cron;

/// <summary>An item of a field's list.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Low">The value; the low end of a range; the day or weekday that W, # and L go with.</param>
/// <param name="High">The high end of a range; the number after <c>#</c>, or the days to go back from the last.</param>
/// <param name="Step">The step; 1 when there is none.</param>
internal readonly record struct CronItem(CronItemKind Kind, int Low = 0, int High = 0, int Step = 1)
{
    /// <summary>Whether it names values alone, the same in each month.</summary>
    public bool IsPlain => Kind is CronItemKind.Every or CronItemKind.Value or CronItemKind.Range;
}
