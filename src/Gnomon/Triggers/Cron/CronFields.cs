namespace Gnomon.Triggers.Cron;

/// <summary>An expression as sets of values: bit n of a mask says that value n matches.</summary>
internal sealed class CronFields
{
    private const ulong EveryMonth = 0b1_1111_1111_1110;

    /// <summary>The days that match in each kind of month, for there are 28: its first day is one of seven weekdays
    /// (counted from Sunday), and it has 28 to 31 days. Bit 1 is the first.</summary>
    private readonly uint[] _days = new uint[7 * 4];

    /// <summary>The years from <see cref="CronGrammar.FirstYear"/> on that match; null when all years do.</summary>
    private readonly ulong[]? _years;

    public CronFields(CronSyntax syntax)
    {
        Times = new TimesOfDay(
            Mask(syntax, CronFieldName.Hour), Mask(syntax, CronFieldName.Minute), Mask(syntax, CronFieldName.Second));
        Months = Mask(syntax, CronFieldName.Month);
        HasSeconds = syntax.Has(CronFieldName.Second);
        var rule = new CronDayRule(syntax);
        var everyDay = true;
        for (var first = 0; first < 7; first++)
            for (var length = 28; length <= 31; length++)
            {
                var days = rule.Days(first, length);
                _days[first * 4 + length - 28] = days;
                everyDay &= days == (uint)((2UL << length) - 2);
            }

        if (syntax.Has(CronFieldName.Year)) _years = YearMask(syntax);
        HasEveryDay = everyDay && _years is null && Months == EveryMonth;
    }

    public TimesOfDay Times { get; }

    public ulong Months { get; }

    /// <summary>Whether each day of the calendar matches.</summary>
    public bool HasEveryDay { get; }

    /// <summary>Whether the text has a field for seconds: what has none names whole minutes.</summary>
    public bool HasSeconds { get; }

    /// <summary>The days of a month that match, as bits 1 to 31.</summary>
    public uint Days(int firstWeekday, int length) => _days[firstWeekday * 4 + length - 28];

    /// <summary>No year before this one matches.</summary>
    public int FirstYear => _years is null ? DateOnly.MinValue.Year : CronGrammar.FirstYear;

    /// <summary>No year after this one matches.</summary>
    public int LastYear => _years is null ? DateOnly.MaxValue.Year : CronGrammar.LastYear;

    public bool HasYear(int year)
    {
        if (_years is null) return true;
        var bit = year - CronGrammar.FirstYear;
        return bit >= 0 && year <= CronGrammar.LastYear && (_years[bit / 64] >> (bit % 64) & 1) != 0;
    }

    /// <summary>The values of a field; seconds that the text lacks are 0.</summary>
    private static ulong Mask(CronSyntax syntax, CronFieldName name)
    {
        if (!syntax.Has(name)) return 1;
        ulong mask = 0;
        var field = syntax.Grammar.Field(name);
        foreach (var item in syntax[name]) mask |= field.Mask(item);
        return mask;
    }

    private static ulong[] YearMask(CronSyntax syntax)
    {
        var years = new ulong[(CronGrammar.LastYear - CronGrammar.FirstYear) / 64 + 1];
        foreach (var year in syntax.Values(CronFieldName.Year))
            years[(year - CronGrammar.FirstYear) / 64] |= 1UL << ((year - CronGrammar.FirstYear) % 64);
        return years;
    }
}
