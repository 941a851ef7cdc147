namespace Gnomon.Triggers;

/// <summary>Which local times a rule names, on a calendar that knows no time zones. A local time is a count of seconds
/// from 0001-01-01 00:00:00; nothing before it or after the year 9999 matches.</summary>
internal interface ILocalCalendar
{
    /// <summary>The first match at or after a local time, or null.</summary>
    long? AtOrAfter(long second);

    /// <summary>The last match at or before a local time, or null.</summary>
    long? AtOrBefore(long second);
}
