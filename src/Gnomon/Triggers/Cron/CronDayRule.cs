namespace Gnomon.Triggers.Cron;

/// <summary>Which days of a month match the two day fields: in native those that match both, in vixie and quartz those
/// that match either. In vixie both must match once either field begins with <c>*</c>; in quartz a field of <c>?</c>
/// matches no day.</summary>
internal sealed class CronDayRule
{
    private const int Saturday = 6;

    private readonly CronGrammar _grammar;
    private readonly bool _either;

    /// <summary>The days of month that match in each month, as bits from 1.</summary>
    private readonly uint _plainDays;

    /// <summary>The weekdays that match in each week, as bits; bit 0 is Sunday.</summary>
    private readonly uint _plainWeekdays;

    /// <summary>The items whose days depend on the month.</summary>
    private readonly CronItem[] _days, _weekdays;

    public CronDayRule(CronSyntax syntax)
    {
        _grammar = syntax.Grammar;
        _either = _grammar.Dialect == CronDialect.Quartz
            || (_grammar.Dialect == CronDialect.Vixie && !syntax.Stars.Contains(CronFieldName.DayOfMonth)
                && !syntax.Stars.Contains(CronFieldName.DayOfWeek));
        _plainDays = (uint)syntax.Mask(CronFieldName.DayOfMonth);
        var weekdays = _grammar[CronFieldName.DayOfWeek];
        _plainWeekdays = (uint)(syntax.Mask(weekdays.Name) >> weekdays.Min);
        _days = [.. syntax.Fields[CronFieldName.DayOfMonth].Where(item => !item.IsPlain)];
        _weekdays = [.. syntax.Fields[CronFieldName.DayOfWeek].Where(item => !item.IsPlain)];
    }

    /// <summary>The days that match, as bits from 1.</summary>
    /// <param name="firstWeekday">The weekday of the month's first day; 0 is Sunday.</param>
    /// <param name="length">How many days the month has.</param>
    public uint Days(int firstWeekday, int length)
    {
        var (byDay, byWeekday) = (_plainDays, 0U);
        foreach (var item in _days) byDay |= OfMonth(item, firstWeekday, length);
        for (var day = 1; day <= length; day++)
            if ((_plainWeekdays >> Weekday(day, firstWeekday) & 1) != 0)
                byWeekday |= Bit(day);
        foreach (var item in _weekdays) byWeekday |= OfWeek(item, firstWeekday, length);
        return (_either ? byDay | byWeekday : byDay & byWeekday) & (uint)((2UL << length) - 2);
    }

    private uint OfMonth(CronItem item, int firstWeekday, int length) => item.Kind switch
    {
        CronItemKind.LastDay => Bit(length - item.High),
        CronItemKind.LastWorkday => Bit(Math.Max(1, NearWorkday(length, firstWeekday, length) - item.High)),
        CronItemKind.NearLastWorkday => NearOf(length - item.High, firstWeekday, length),
        CronItemKind.NearWorkday => NearOf(
            _grammar.Dialect == CronDialect.Quartz ? Math.Min(item.Low, length) : item.Low, firstWeekday, length),
        _ => Unset,
    };

    private uint OfWeek(CronItem item, int firstWeekday, int length)
    {
        if (item.Kind == CronItemKind.Unset) return Unset;
        var first = 1 + (_grammar.FromSunday(item.Low) - firstWeekday + 7) % 7;
        var nth = item.Kind == CronItemKind.NthWeekday ? item.High - 1 : (length - first) / 7;
        return first + nth * 7 <= length ? Bit(first + nth * 7) : 0;
    }

    private uint Unset => _grammar.Dialect == CronDialect.Quartz ? 0 : uint.MaxValue;

    private static uint NearOf(int day, int firstWeekday, int length) =>
        day >= 1 && day <= length ? Bit(NearWorkday(day, firstWeekday, length)) : 0;

    /// <summary>The Monday to Friday nearest to a day, in the same month.</summary>
    private static int NearWorkday(int day, int firstWeekday, int length) => Weekday(day, firstWeekday) switch
    {
        Saturday => day > 1 ? day - 1 : day + 2,
        0 => day < length ? day + 1 : day - 2,
        _ => day,
    };

    private static int Weekday(int day, int firstWeekday) => (firstWeekday + day - 1) % 7;

    private static uint Bit(int day) => day < 0 ? 0 : 1U << day;
}
