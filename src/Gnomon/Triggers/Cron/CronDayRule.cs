namespace Gnomon.Triggers.Cron;

/// <summary>Which days of a month match the two day fields: in native those that match both, in vixie and quartz those
/// that match either. In vixie both must match once either field begins with <c>*</c>; in quartz a field of <c>?</c>
/// matches no day.</summary>
internal sealed class CronDayRule
{
    private const int Saturday = 6;

    /// <summary>Every seventh bit: the days that have one weekday.</summary>
    private const ulong Weekly = 0b_1_0000001_0000001_0000001_0000001_0000001;

    private readonly CronGrammar _grammar;
    private readonly bool _either;

    /// <summary>The plain days of the month, as bits from 1, and the items that depend on the month.</summary>
    private readonly uint _days;
    private readonly List<CronItem> _dayItems = [];

    /// <summary>The plain weekdays, as bits from Sunday, 0, and the items that depend on the month.</summary>
    private readonly uint _weekdays;
    private readonly List<CronItem> _weekdayItems = [];

    public CronDayRule(CronSyntax syntax)
    {
        _grammar = syntax.Grammar;
        _either = syntax.TakesEitherDay;
        foreach (var item in syntax[CronFieldName.DayOfMonth])
            if (item.Kind == CronItemKind.Unset) _days = Unset;
            else if (item.IsPlain) _days |= (uint)_grammar.Field(CronFieldName.DayOfMonth).Mask(item);
            else _dayItems.Add(item);
        foreach (var item in syntax[CronFieldName.DayOfWeek])
            if (item.Kind == CronItemKind.Unset) _weekdays = Unset;
            else if (item.IsPlain) _weekdays |= FromSunday(_grammar.Field(CronFieldName.DayOfWeek).Mask(item));
            else _weekdayItems.Add(item);
    }

    private uint Unset => _grammar.Dialect == CronDialect.Quartz ? 0 : uint.MaxValue;

    /// <summary>The days that match, as bits from 1.</summary>
    /// <param name="firstWeekday">The weekday of the month's first day; 0 is Sunday.</param>
    /// <param name="length">How many days the month has.</param>
    public uint Days(int firstWeekday, int length)
    {
        var byDay = _days;
        foreach (var item in _dayItems) byDay |= OfMonth(item, firstWeekday, length);
        uint byWeekday = 0;
        for (var weekday = 0; weekday < 7; weekday++)
            if ((_weekdays >> weekday & 1) != 0)
                byWeekday |= (uint)(Weekly << First(weekday, firstWeekday));
        foreach (var item in _weekdayItems) byWeekday |= OfWeek(item, firstWeekday, length);
        return (_either ? byDay | byWeekday : byDay & byWeekday) & (uint)((2UL << length) - 2);
    }

    /// <summary>A mask of weekdays by their numbers in the dialect, turned to count from Sunday, 0.</summary>
    private uint FromSunday(ulong weekdays) =>
        (uint)(_grammar.Dialect == CronDialect.Quartz ? weekdays >> 1 : weekdays);

    private uint OfMonth(CronItem item, int firstWeekday, int length) => item.Kind switch
    {
        CronItemKind.LastDay => Bit(length - item.High),
        CronItemKind.LastWorkday => Bit(Math.Max(1, NearWorkday(length, firstWeekday, length) - item.High)),
        CronItemKind.NearLastWorkday => NearOf(length - item.High, firstWeekday, length),
        _ => NearOf(
            _grammar.Dialect == CronDialect.Quartz ? Math.Min(item.Low, length) : item.Low, firstWeekday, length),
    };

    private uint OfWeek(CronItem item, int firstWeekday, int length)
    {
        var first = First(_grammar.FromSunday(item.Low), firstWeekday);
        var day = first + 7 * (item.Kind == CronItemKind.NthWeekday ? item.High - 1 : (length - first) / 7);
        return day <= length ? Bit(day) : 0;
    }

    /// <summary>The first day of the month that has a weekday.</summary>
    private static int First(int weekday, int firstWeekday) => 1 + (weekday - firstWeekday + 7) % 7;

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
