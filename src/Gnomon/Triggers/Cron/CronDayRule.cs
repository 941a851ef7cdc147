namespace Gnomon.Triggers.Cron;

/// <summary>Which days of a month match the two day fields: in native those that match both, in vixie and quartz those
/// that match either. In vixie both must match once either field begins with <c>*</c>; in quartz a field of <c>?</c>
/// matches no day.</summary>
internal sealed class CronDayRule(CronSyntax syntax)
{
    private const int Saturday = 6;

    private readonly CronGrammar _grammar = syntax.Grammar;

    /// <summary>The days that match, as bits from 1.</summary>
    /// <param name="firstWeekday">The weekday of the month's first day; 0 is Sunday.</param>
    /// <param name="length">How many days the month has.</param>
    public uint Days(int firstWeekday, int length)
    {
        uint byDay = 0, byWeekday = 0;
        foreach (var item in syntax.Fields[CronFieldName.DayOfMonth]) byDay |= OfMonth(item, firstWeekday, length);
        foreach (var item in syntax.Fields[CronFieldName.DayOfWeek]) byWeekday |= OfWeek(item, firstWeekday, length);
        return Joined(byDay, byWeekday) & (uint)((2UL << length) - 2);
    }

    private uint Joined(uint byDay, uint byWeekday) => _grammar.Dialect switch
    {
        CronDialect.Quartz => byDay | byWeekday,
        CronDialect.Vixie when !syntax.Stars.Contains(CronFieldName.DayOfMonth)
            && !syntax.Stars.Contains(CronFieldName.DayOfWeek) => byDay | byWeekday,
        _ => byDay & byWeekday,
    };

    private uint OfMonth(CronItem item, int firstWeekday, int length) => item.Kind switch
    {
        CronItemKind.Unset => Unset,
        CronItemKind.LastDay => Bit(length - item.High),
        CronItemKind.LastWorkday => Bit(Math.Max(1, NearWorkday(length, firstWeekday, length) - item.High)),
        CronItemKind.NearLastWorkday => NearOf(length - item.High, firstWeekday, length),
        CronItemKind.NearWorkday => NearOf(
            _grammar.Dialect == CronDialect.Quartz ? Math.Min(item.Low, length) : item.Low, firstWeekday, length),
        _ => Bits(CronFieldName.DayOfMonth, item),
    };

    private uint OfWeek(CronItem item, int firstWeekday, int length)
    {
        if (item.Kind == CronItemKind.Unset) return Unset;
        uint days = 0;
        if (item.Kind is CronItemKind.NthWeekday or CronItemKind.LastWeekday)
        {
            var first = 1 + (_grammar.FromSunday(item.Low) - firstWeekday + 7) % 7;
            var nth = item.Kind == CronItemKind.NthWeekday ? item.High - 1 : (length - first) / 7;
            return first + nth * 7 <= length ? Bit(first + nth * 7) : 0;
        }

        var weekdays = Bits(CronFieldName.DayOfWeek, item);
        for (var day = 1; day <= length; day++)
            if ((weekdays >> Weekday(day, firstWeekday) & 1) != 0)
                days |= Bit(day);
        return days;
    }

    private uint Unset => _grammar.Dialect == CronDialect.Quartz ? 0 : uint.MaxValue;

    private uint Bits(CronFieldName name, CronItem item)
    {
        var field = Array.Find(_grammar.Fields, f => f.Name == name)!;
        uint bits = 0;
        foreach (var value in field.Expand(item))
            bits |= Bit(name == CronFieldName.DayOfWeek ? _grammar.FromSunday(value) : value);
        return bits;
    }

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
