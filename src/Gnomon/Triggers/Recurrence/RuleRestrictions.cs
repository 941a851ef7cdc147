namespace Gnomon.Triggers.Recurrence;

/// <summary>Refuses parts that RFC 5545, section 3.3.10, does not let stand together.</summary>
internal static class RuleRestrictions
{
    /// <exception cref="RecurrenceFormatException">Parts stand together that may not.</exception>
    public static void Check(RuleParts rule, IReadOnlyDictionary<string, RulePart> parts)
    {
        if (parts.ContainsKey("COUNT") && parts.TryGetValue("UNTIL", out var until))
            throw until.RefuseWhole("stands together with COUNT", "one of COUNT and UNTIL");
        var frequency = $"FREQ={rule.Frequency.ToString().ToUpperInvariant()}";
        CheckWeekdays(rule, parts, frequency);
        if (parts.TryGetValue(RuleList.WeekNumber.Name, out var weeks) && rule.Frequency != Frequency.Yearly)
            throw weeks.RefuseWhole($"stands in a rule of {frequency}", "BYWEEKNO only with FREQ=YEARLY");
        if (parts.TryGetValue(RuleList.YearDay.Name, out var yearDays)
            && rule.Frequency is Frequency.Daily or Frequency.Weekly or Frequency.Monthly)
            throw yearDays.RefuseWhole(
                $"stands in a rule of {frequency}",
                "BYYEARDAY only with FREQ=YEARLY, HOURLY, MINUTELY or SECONDLY");
        if (parts.TryGetValue(RuleList.MonthDay.Name, out var monthDays) && rule.Frequency == Frequency.Weekly)
            throw monthDays.RefuseWhole($"stands in a rule of {frequency}", "BYMONTHDAY with any FREQ but WEEKLY");
        if (parts.TryGetValue(RuleList.Position.Name, out var positions)
            && parts.Keys.Count(name => name.StartsWith("BY", StringComparison.Ordinal)) == 1)
            throw positions.RefuseWhole(
                "stands alone", "BYSETPOS with at least one other BYxxx part, from which it chooses");
    }

    private static void CheckWeekdays(RuleParts rule, IReadOnlyDictionary<string, RulePart> parts, string frequency)
    {
        if (rule.Weekdays.All(day => day.Ordinal == 0)) return;
        var numbered = parts[RuleParser.ByDay].Value.Split(',').First(item => item.Text.Length > 2);
        if (rule.Frequency is not (Frequency.Monthly or Frequency.Yearly))
            throw new RecurrenceFormatException(
                RuleParser.ByDay, numbered.Column, numbered.Text, $"has a number in a rule of {frequency}",
                "numbers before weekdays only with FREQ=MONTHLY or YEARLY");
        if (rule.WeekNumbers.Length > 0)
            throw new RecurrenceFormatException(
                RuleParser.ByDay, numbered.Column, numbered.Text, "has a number in a rule with BYWEEKNO",
                "weekdays without numbers");
    }
}
