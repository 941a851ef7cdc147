namespace Gnomon.Triggers.Cron;

/// <summary>What a dialect allows, and what sets it apart.</summary>
internal sealed record CronGrammar
{
    public const int FirstYear = 1970;
    public const int LastYear = 2099;

    private const string PlainSigns = "* , - /";
    private const string HashSigns = "* , - / H";
    private const string DaySigns = "* ? , - / L W H";
    private const string WeekdaySigns = "* ? , - / L # H";

    private static readonly string[] Months =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private static readonly CronField[] SharedTimes =
    [
        new(CronFieldName.Second, 0, 59, 60, [], HashSigns),
        new(CronFieldName.Minute, 0, 59, 60, [], HashSigns),
        new(CronFieldName.Hour, 0, 23, 24, [], HashSigns),
        new(CronFieldName.DayOfMonth, 1, 31, 31, [], DaySigns),
        new(CronFieldName.Month, 1, 12, 12, Months, HashSigns),
    ];

    private static readonly CronGrammar Native = new()
    {
        Dialect = CronDialect.Native,
        Fields = [.. SharedTimes, new(CronFieldName.DayOfWeek, 0, 7, 7, Weekdays, WeekdaySigns)],
        MinFields = 5,
        Form = "five fields: minute hour day-of-month month day-of-week, or six with seconds first",
        Hint = "; a year is asked for with the dialect quartz: second minute hour day-of-month month day-of-week year",
        Rich = true,
    };

    private static readonly CronGrammar Vixie = new()
    {
        Dialect = CronDialect.Vixie,
        Fields =
        [
            new(CronFieldName.Minute, 0, 59, 60, [], PlainSigns),
            new(CronFieldName.Hour, 0, 23, 24, [], PlainSigns),
            new(CronFieldName.DayOfMonth, 1, 31, 31, [], PlainSigns),
            new(CronFieldName.Month, 1, 12, 12, Months, PlainSigns),
            new(CronFieldName.DayOfWeek, 0, 7, 7, Weekdays, PlainSigns),
        ],
        MinFields = 5,
        Form = "five fields: minute hour day-of-month month day-of-week",
        Hint = "; seconds are asked for with the dialect native and six fields, seconds first, a year with the dialect "
            + "quartz and seven",
    };

    private static readonly CronGrammar Quartz = new()
    {
        Dialect = CronDialect.Quartz,
        Fields =
        [
            .. SharedTimes, new(CronFieldName.DayOfWeek, 1, 7, 7, Weekdays, WeekdaySigns),
            new(CronFieldName.Year, FirstYear, LastYear, LastYear - FirstYear + 1, [], PlainSigns),
        ],
        MinFields = 6,
        Form = "six fields: second minute hour day-of-month month day-of-week, or seven with the year last",
        Hint = "; five fields without seconds are read by the dialects native and vixie",
        Rich = true,
    };

    public required CronDialect Dialect { get; init; }

    /// <summary>Its fields in the order of the text. Native may leave out the first, quartz the last.</summary>
    public required CronField[] Fields { get; init; }

    public required int MinFields { get; init; }

    /// <summary>How many fields there are and which, for messages.</summary>
    public required string Form { get; init; }

    /// <summary>What to do who gave another number of fields.</summary>
    public required string Hint { get; init; }

    /// <summary>Whether there are wrapping ranges, steps after a value, and the signs L, W, #, ? and H.</summary>
    public bool Rich { get; private init; }

    public static CronGrammar Of(CronDialect dialect) => dialect switch
    {
        CronDialect.Native => Native,
        CronDialect.Vixie => Vixie,
        CronDialect.Quartz => Quartz,
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "is not a dialect"),
    };

    /// <summary>The fields of a text with so many words; empty when that is not a number it can have.</summary>
    public ReadOnlySpan<CronField> FieldsOf(int words)
    {
        if (words < MinFields || words > Fields.Length) return [];
        return Dialect == CronDialect.Native ? Fields.AsSpan()[^words..] : Fields.AsSpan(0, words);
    }

    public CronField Field(CronFieldName name) => Array.Find(Fields, field => field.Name == name)
        ?? throw new ArgumentOutOfRangeException(nameof(name), name, $"is not a field of {Dialect}");

    /// <summary>The number of a weekday counted from Sunday, 0.</summary>
    public int FromSunday(int weekday) => Dialect == CronDialect.Quartz ? weekday - 1 : weekday % 7;
}
