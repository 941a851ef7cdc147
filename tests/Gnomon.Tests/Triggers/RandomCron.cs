using Gnomon.Triggers;

namespace Gnomon.Tests.Triggers;

/// <summary>A random expression together with the local times it stands for, made without the parser under test.
/// </summary>
internal sealed class RandomCron
{
    private readonly bool[] _seconds = new bool[60];
    private readonly bool[] _minutes = new bool[60];
    private readonly bool[] _hours = new bool[24];
    private readonly HashSet<int> _months;
    private readonly HashSet<int>? _years;
    private readonly RandomDay _dayOfMonth;
    private readonly RandomDay _dayOfWeek;
    private readonly Dictionary<DateOnly, bool> _days = [];

    /// <summary>Makes an expression.</summary>
    /// <param name="random">The source.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="near">A local time whose neighbourhood it is likely to match in.</param>
    /// <param name="weekdayLists">Whether L and # may stand in lists of weekdays.</param>
    public RandomCron(Random random, CronDialect dialect, DateTime near, bool weekdayLists = true)
    {
        Dialect = dialect;
        var rich = dialect != CronDialect.Vixie;
        var withSeconds = dialect == CronDialect.Quartz || (dialect == CronDialect.Native && random.Next(3) == 0);
        var second = withSeconds ? Seconds(random, rich) : new RandomField("0", [0]);
        var fixedTimes = random.Next(2) == 0;
        var minute = Time(random, RandomFieldSpec.Sixty(rich), fixedTimes, [0, 1, 15, 30, 45, 59, near.Minute]);
        var hour = Time(
            random, RandomFieldSpec.Hours(rich), fixedTimes,
            [.. Enumerable.Range(-3, 7).Select(by => near.AddHours(by).Hour)]);
        var month = random.Next(8) == 0
            ? RandomField.Any(random, RandomFieldSpec.MonthsOfYear(rich), [near.Month, near.AddMonths(1).Month])
            : RandomField.Every(RandomFieldSpec.MonthsOfYear(rich));
        (_dayOfMonth, _dayOfWeek) = Days(random, dialect, near.Day, weekdayLists);
        foreach (var value in second.Values) _seconds[value] = true;
        foreach (var value in minute.Values) _minutes[value] = true;
        foreach (var value in hour.Values) _hours[value] = true;
        _months = month.Values;
        List<string> words = [minute.Word, hour.Word, _dayOfMonth.Word, month.Word, _dayOfWeek.Word];
        if (withSeconds) words.Insert(0, second.Word);
        if (dialect == CronDialect.Quartz && random.Next(4) == 0)
        {
            var year = RandomField.Any(random, RandomFieldSpec.Years, [near.Year, near.Year + 1, near.Year - 1]);
            words.Add(year.Word);
            _years = year.Values;
        }

        HasSeconds = withSeconds;
        Text = string.Join(random.Next(9) == 0 ? "\t " : " ", words);
        Interval = dialect == CronDialect.Vixie
            ? minute.Word[0] == '*' || hour.Word[0] == '*'
            : words.Take(withSeconds ? 3 : 2).Any(word => word.AsSpan().ContainsAny('*', '-', '/'));
    }

    public string Text { get; }

    public CronDialect Dialect { get; }

    /// <summary>Whether it follows elapsed time where clocks change.</summary>
    public bool Interval { get; }

    /// <summary>Whether the text has a field for seconds.</summary>
    public bool HasSeconds { get; }

    public bool HasSecond(int second) => _seconds[second];

    /// <summary>Whether a second in this minute may match.</summary>
    public bool MatchesMinute(DateTime local)
    {
        if (!_minutes[local.Minute] || !_hours[local.Hour]) return false;
        return MatchesDay(DateOnly.FromDateTime(local));
    }

    public bool Matches(DateTime local) => _seconds[local.Second] && MatchesMinute(local);

    public bool MatchesDay(DateOnly date)
    {
        if (!_days.TryGetValue(date, out var matches))
            _days[date] = matches = _months.Contains(date.Month) && _years?.Contains(date.Year) != false
                && MatchesDayFields(date);
        return matches;
    }

    private bool MatchesDayFields(DateOnly date)
    {
        var (day, weekday) = (_dayOfMonth.Matches(date), _dayOfWeek.Matches(date));
        return Dialect switch
        {
            CronDialect.Quartz => day || weekday,
            CronDialect.Vixie when _dayOfMonth.Word[0] != '*' && _dayOfWeek.Word[0] != '*' => day || weekday,
            _ => day && weekday,
        };
    }

    /// <summary>Seconds that leave the ticks of a day countable: most often a few of them.</summary>
    private static RandomField Seconds(Random random, bool rich) => random.Next(5) > 0
        ? RandomField.Plain(random, RandomFieldSpec.Sixty(rich), [0, 1, 59])
        : RandomField.Any(random, RandomFieldSpec.Sixty(rich), [0, 1, 59]);

    private static RandomField Time(Random random, RandomFieldSpec spec, bool plain, int[] near) => plain
        ? RandomField.Plain(random, spec, near)
        : RandomField.Any(random, spec, near);

    private static (RandomDay OfMonth, RandomDay OfWeek) Days(
        Random random, CronDialect dialect, int near, bool weekdayLists)
    {
        var rich = dialect != CronDialect.Vixie;
        var quartz = dialect == CronDialect.Quartz;
        var weekdays = quartz ? RandomFieldSpec.WeekdaysFromOne : RandomFieldSpec.WeekdaysFromZero(rich);
        var every = new RandomDay("*", _ => true);
        var unset = quartz ? RandomDay.Unset(false) : rich ? RandomDay.Unset(true) : every;
        return random.Next(6) switch
        {
            0 => quartz ? (every, unset) : (every, every),
            1 => (unset, every),
            2 => (RandomDay.OfMonth(random, RandomFieldSpec.Days(rich), near, quartz), quartz ? unset : every),
            3 => (unset, RandomDay.OfWeek(random, weekdays, weekdayLists)),
            4 => (every, quartz ? unset : RandomDay.OfWeek(random, weekdays, weekdayLists)),
            _ => (
                RandomDay.OfMonth(random, RandomFieldSpec.Days(rich), near, quartz),
                RandomDay.OfWeek(random, weekdays, weekdayLists)),
        };
    }
}
