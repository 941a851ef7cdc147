using System.Globalization;
using System.Text;

namespace Gnomon.Triggers.Recurrence;

/// <summary>Writes the normal form of a rule.</summary>
internal static class RuleText
{
    public static string Write(RuleParts parts)
    {
        var text = new StringBuilder("FREQ=").Append(parts.Frequency.ToString().ToUpperInvariant());
        if (parts.Interval != 1) text.Append(CultureInfo.InvariantCulture, $";INTERVAL={parts.Interval}");
        if (parts.Count is { } count) text.Append(CultureInfo.InvariantCulture, $";COUNT={count}");
        if (parts.Until is { } until) text.Append(";UNTIL=").Append(until);
        Append(text, RuleList.Month.Name, parts.Months);
        Append(text, RuleList.WeekNumber.Name, parts.WeekNumbers);
        Append(text, RuleList.YearDay.Name, parts.YearDays);
        Append(text, RuleList.MonthDay.Name, parts.MonthDays);
        Append(text, RuleParser.ByDay, parts.Weekdays);
        Append(text, RuleList.Hour.Name, parts.Hours);
        Append(text, RuleList.Minute.Name, parts.Minutes);
        Append(text, RuleList.Second.Name, parts.Seconds);
        Append(text, RuleList.Position.Name, parts.Positions);
        if (parts.WeekStart != 0) text.Append(";WKST=").Append(RuleWeekday.Codes[parts.WeekStart]);
        return text.ToString();
    }

    private static void Append<T>(StringBuilder text, string name, T[] values)
    {
        if (values.Length > 0) text.Append(';').Append(name).Append('=').AppendJoin(',', values);
    }
}
