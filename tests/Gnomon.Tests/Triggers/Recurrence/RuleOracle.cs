using Gnomon.Triggers.Recurrence;

namespace Gnomon.Tests.Triggers.Recurrence;

/// <summary>Finds the occurrences of a rule by asking of each day, hour, minute and second in turn whether the RFC lets
/// it in. It counts on its fingers and knows no arithmetic of periods.</summary>
internal sealed class RuleOracle(RandomRule rule)
{
    private readonly bool _startDay = rule.WeekNumbers.Count + rule.YearDays.Count + rule.MonthDays.Count
        + rule.Weekdays.Count == 0;

    /// <summary>Whether each week seen so far fits.</summary>
    private readonly Dictionary<DateTime, bool> _weeks = [];

    /// <summary>The occurrences from the start to the rule's end of search, as local seconds.</summary>
    public List<long> Occurrences()
    {
        var found = new List<long>();
        var period = new List<DateTime>();
        long current = -1;
        var first = new DateTime(rule.Start.Year, 1, 1).AddDays(-7);
        var startPeriod = Period(rule.Start, first);
        var subDaily = rule.Frequency < Frequency.Daily;
        var last = rule.End.Date.AddDays(subDaily ? 0 : 370);
        for (var day = subDaily ? rule.Start.Date : first; day <= last; day = day.AddDays(1))
        {
            if (!FitsDay(day)) continue;
            foreach (var time in Times(day))
            {
                var number = Period(time, first);
                if (number != current) Close();
                current = number;
                period.Add(time);
            }
        }

        Close();
        return found;

        void Close()
        {
            if ((current - startPeriod) % rule.Interval == 0)
                found.AddRange(Chosen(period).Where(Counts).Select(Second));
            period.Clear();
        }

        bool Counts(DateTime time) =>
            time >= rule.Start && time <= rule.End && !(time > rule.Until) && !(found.Count >= rule.Count);
    }

    private static long Second(DateTime time) => time.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>BYSETPOS, with COUNT kept by the caller one by one.</summary>
    private IEnumerable<DateTime> Chosen(List<DateTime> times) => rule.Positions.Count == 0
        ? times.ToList()
        : times.Where((_, i) => rule.Positions.Contains(i + 1) || rule.Positions.Contains(i - times.Count)).ToList();

    private long Period(DateTime time, DateTime first) => rule.Frequency switch
    {
        Frequency.Yearly => time.Year,
        Frequency.Monthly => time.Year * 12 + time.Month,
        Frequency.Weekly => (long)(WeekOf(time.Date) - WeekOf(first)).TotalDays / 7,
        Frequency.Daily => (long)(time - first).TotalDays,
        Frequency.Hourly => (long)(time - first).TotalHours,
        Frequency.Minutely => (long)(time - first).TotalMinutes,
        _ => (long)(time - first).TotalSeconds,
    };

    private IEnumerable<DateTime> Times(DateTime day) =>
        from hour in Fitting(24, rule.Hours, rule.Start.Hour, Frequency.Hourly)
        from minute in Fitting(60, rule.Minutes, rule.Start.Minute, Frequency.Minutely)
        from second in Fitting(60, rule.Seconds, rule.Start.Second, Frequency.Secondly)
        select day.AddSeconds(hour * 3600 + minute * 60 + second);

    private List<int> Fitting(int size, HashSet<int> set, int ofStart, Frequency own)
    {
        if (set.Count > 0) return [.. set.Order()];
        return rule.Frequency <= own ? [.. Enumerable.Range(0, size)] : [ofStart];
    }

    private bool FitsDay(DateTime day)
    {
        if (rule.Months.Count > 0 && !rule.Months.Contains(day.Month)) return false;
        var monthLength = DateTime.DaysInMonth(day.Year, day.Month);
        if (rule.MonthDays.Count > 0 && !HasEitherWay(rule.MonthDays, day.Day, monthLength)) return false;
        var yearLength = new DateTime(day.Year, 12, 31).DayOfYear;
        if (rule.YearDays.Count > 0 && !HasEitherWay(rule.YearDays, day.DayOfYear, yearLength)) return false;
        if (rule.Weekdays.Count > 0 && !rule.Weekdays.Any(wanted => IsWeekday(day, wanted))) return false;
        if (rule.WeekNumbers.Count > 0)
        {
            if (!IsInWeek(day)) return false;
            if (rule.YearDays.Count + rule.MonthDays.Count + rule.Weekdays.Count == 0)
                return day.DayOfWeek == rule.Start.DayOfWeek;
        }

        if (!_startDay) return true;
        return rule.Frequency switch
        {
            Frequency.Yearly => day.Day == rule.Start.Day && (rule.Months.Count > 0 || day.Month == rule.Start.Month),
            Frequency.Monthly => day.Day == rule.Start.Day,
            Frequency.Weekly => day.DayOfWeek == rule.Start.DayOfWeek,
            _ => true,
        };
    }

    private static bool HasEitherWay(HashSet<int> set, int value, int size)
    {
        var fromEnd = -1;
        for (var last = size; last > value; last--) fromEnd--;
        return set.Contains(value) || set.Contains(fromEnd);
    }

    private bool IsWeekday(DateTime day, (int Ordinal, DayOfWeek Day) wanted)
    {
        if (day.DayOfWeek != wanted.Day) return false;
        if (wanted.Ordinal == 0) return true;
        var step = wanted.Ordinal > 0 ? -7 : 7;
        var others = 0;
        for (var other = day.AddDays(step); SameScope(day, other); other = other.AddDays(step)) others++;
        return others + 1 == Math.Abs(wanted.Ordinal);
    }

    private bool SameScope(DateTime a, DateTime b) =>
        a.Year == b.Year && (a.Month == b.Month || (rule.Frequency == Frequency.Yearly && rule.Months.Count == 0));

    private DateTime WeekOf(DateTime day)
    {
        while (day.DayOfWeek != rule.WeekStart) day = day.AddDays(-1);
        return day;
    }

    private bool IsInWeek(DateTime day)
    {
        var week = WeekOf(day);
        if (_weeks.TryGetValue(week, out var known)) return known;
        var year = YearOf(week);
        var (before, after) = (0, 0);
        for (var other = week.AddDays(-7); YearOf(other) == year; other = other.AddDays(-7)) before++;
        for (var other = week.AddDays(7); YearOf(other) == year; other = other.AddDays(7)) after++;
        return _weeks[week] = rule.WeekNumbers.Contains(before + 1) || rule.WeekNumbers.Contains(-after - 1);
    }

    /// <summary>The year that at least four days of a week lie in.</summary>
    private static int YearOf(DateTime week) =>
        Enumerable.Range(0, 7).Count(day => week.AddDays(day).Year == week.Year) >= 4 ? week.Year : week.Year + 1;
}
