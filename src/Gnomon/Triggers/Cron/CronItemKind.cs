namespace Gnomon.Triggers.Cron;

/// <summary>What an item of a field's list says.</summary>
internal enum CronItemKind
{
    /// <summary><c>*</c>, with a step or without.</summary>
    Every,

    /// <summary><c>?</c>.</summary>
    Unset,

    /// <summary><c>5</c>.</summary>
    Value,

    /// <summary><c>1-5</c>, with a step or without, and <c>5/10</c>, whose range ends with the field.</summary>
    Range,

    /// <summary><c>L</c> and <c>L-3</c>: so many days before the last of the month.</summary>
    LastDay,

    /// <summary><c>LW</c> and <c>LW-3</c>: so many days before the last Monday to Friday of the month, but not before
    /// its first day.</summary>
    LastWorkday,

    /// <summary><c>15W</c>: the Monday to Friday nearest to a day, in the same month.</summary>
    NearWorkday,

    /// <summary><c>L-3W</c>: the Monday to Friday nearest to the day so many before the last.</summary>
    NearLastWorkday,

    /// <summary><c>FRI#3</c>: the third Friday of the month.</summary>
    NthWeekday,

    /// <summary><c>FRIL</c>: the last Friday of the month.</summary>
    LastWeekday,
}
