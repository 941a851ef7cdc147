namespace Gnomon.Tests.Triggers;

/// <summary>A random day field together with the days it stands for, found by looking at one date after another.
/// </summary>
/// <param name="Word">The field.</param>
/// <param name="Matches">Whether a date matches; false for <c>?</c> where that stands for no day.</param>
internal sealed record RandomDay(string Word, Func<DateOnly, bool> Matches)
{
    public static RandomDay Unset(bool matches) => new("?", _ => matches);

    /// <summary>A day of month: plain items, or in a rich dialect a list that may have L and W in it.</summary>
    public static RandomDay OfMonth(Random random, RandomFieldSpec spec, int near, bool pastEnd)
    {
        int[] days = [near, Math.Min(31, near + 1), Math.Max(1, near - 1)];
        if (!spec.Rich || random.Next(2) == 0) return Plain(RandomField.Any(random, spec, days), date => date.Day);
        return Join(random, () => MonthItem(random, days, pastEnd));
    }

    /// <summary>A day of week: plain items, or in a rich dialect a list that may have L and # in it.</summary>
    /// <param name="random">The source.</param>
    /// <param name="spec">What to draw from.</param>
    /// <param name="lists">Whether L and # may stand in lists.</param>
    public static RandomDay OfWeek(Random random, RandomFieldSpec spec, bool lists)
    {
        var sunday = spec.Min;
        int Number(DateOnly date) => (int)date.DayOfWeek + sunday;
        if (!spec.Rich || random.Next(2) == 0) return Plain(RandomField.Any(random, spec, []), Number);
        var item = () => WeekItem(random, spec, Number);
        return lists ? Join(random, item) : item();
    }

    private static RandomDay Plain(RandomField field, Func<DateOnly, int> number) =>
        new(field.Word, date => field.Values.Contains(number(date)));

    private static RandomDay Join(Random random, Func<RandomDay> item)
    {
        var items = Enumerable.Range(0, random.Next(3) == 0 ? 2 : 1).Select(_ => item()).ToList();
        return new RandomDay(
            string.Join(',', items.Select(i => i.Word)), date => items.Exists(i => i.Matches(date)));
    }

    private static RandomDay MonthItem(Random random, int[] days, bool pastEnd)
    {
        var day = random.Next(3) == 0 ? random.Next(1, 32) : days[random.Next(days.Length)];
        var back = random.Next(3) == 0 ? random.Next(31) : random.Next(5);
        return random.Next(7) switch
        {
            0 => new RandomDay("L", date => date.Day == Length(date)),
            1 => new RandomDay($"L-{back}", date => date.Day == Length(date) - back),
            2 => new RandomDay("LW", date => date.Day == Workday(date, Length(date))),
            3 => new RandomDay($"LW-{back}", date => date.Day == Math.Max(1, Workday(date, Length(date)) - back)),
            4 => new RandomDay($"L-{back}w", date => date.Day == Workday(date, Length(date) - back)),
            5 => new RandomDay($"{day}", date => date.Day == day),
            _ => new RandomDay(
                $"{day}W", date => date.Day == Workday(date, pastEnd ? Math.Min(day, Length(date)) : day)),
        };
    }

    private static RandomDay WeekItem(Random random, RandomFieldSpec spec, Func<DateOnly, int> number)
    {
        var value = random.Next(spec.Min, spec.Max + 1);
        var nth = random.Next(1, 6);
        var index = value - spec.Min;
        var word = index < spec.Names.Length && random.Next(2) == 0 ? spec.Names[index] : $"{value}";
        return random.Next(3) switch
        {
            0 => new RandomDay($"{word}#{nth}", date => IsDay(date) && (date.Day + 6) / 7 == nth),
            1 => new RandomDay($"{word}L", date => IsDay(date) && date.Day + 7 > Length(date)),
            _ => new RandomDay(word, IsDay),
        };

        bool IsDay(DateOnly date) => number(date) == spec.Fold(value);
    }

    private static int Length(DateOnly date) => DateTime.DaysInMonth(date.Year, date.Month);

    /// <summary>The day from Monday to Friday that is nearest to a day of the date's month, or 0 when the month has no
    /// such day: the ones before and after it are tried, further and further away.</summary>
    private static int Workday(DateOnly date, int day)
    {
        if (day < 1 || day > Length(date)) return 0;
        for (var far = 0; ; far++)
            foreach (var tried in (int[])[day - far, day + far])
                if (tried >= 1 && tried <= Length(date) && IsWorkday(new DateOnly(date.Year, date.Month, tried)))
                    return tried;
    }

    private static bool IsWorkday(DateOnly date) => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
