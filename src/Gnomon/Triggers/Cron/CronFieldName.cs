namespace Gnomon.Triggers.Cron;

/// <summary>The fields that the dialects know, the finest first.</summary>
internal enum CronFieldName
{
    Second,
    Minute,
    Hour,
    DayOfMonth,
    Month,
    DayOfWeek,
    Year,
}
