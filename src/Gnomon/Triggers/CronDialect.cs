namespace Gnomon.Triggers;

/// <summary>Whose cron an expression is written in. One text means different times in each, so it is kept with the
/// text. The numbers are stored: never renumber.</summary>
public enum CronDialect : byte
{
    /// <summary>Ours: five fields (minute, hour, day of month, month, day of week), or six with seconds first. Sunday
    /// is 0 or 7. A day must match both day fields. Ranges wrap; <c>L</c>, <c>W</c>, <c>#</c>, <c>?</c> and
    /// <c>H</c> are known.</summary>
    Native = 0,

    /// <summary>That of Unix: five fields, Sunday is 0 or 7. A day must match either day field, or both if one of them
    /// begins with <c>*</c>. No wrapping ranges, no <c>L</c>, <c>W</c>, <c>#</c>, <c>?</c> or <c>H</c>, and a step
    /// only after <c>*</c> or a range.</summary>
    Vixie = 1,

    /// <summary>That of Quartz: six fields, seconds first, and a year (1970 to 2099) as a seventh if wanted. Sunday is
    /// 1. A day must match either day field, of which one may be <c>?</c>, which stands for no day.</summary>
    Quartz = 2,
}
