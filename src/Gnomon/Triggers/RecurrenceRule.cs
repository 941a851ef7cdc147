using Gnomon.Triggers.Recurrence;

namespace Gnomon.Triggers;

/// <summary>A recurrence rule of RFC 5545, section 3.3.10: <c>FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=10</c>.
/// <para>The parts are FREQ, INTERVAL, COUNT or UNTIL, BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY, BYHOUR,
/// BYMINUTE, BYSECOND, BYSETPOS and WKST, in any order, in capitals or not, with or without <c>RRULE:</c> before them.
/// What the RFC forbids is an error. A second 60 means 59. COUNT is 100,000 at most.</para>
/// <para>A rule is counted from a start, the RFC's DTSTART. It bounds the rule and fills in what the rule leaves open:
/// second, minute, hour, weekday, day and month, as far as they are below its frequency; BYWEEKNO alone takes the
/// weekday of the start. The start is an occurrence only when it matches the rule; COUNT counts occurrences only.
/// Dates that do not exist, such as 30 February, are left out. Plain and numbered weekdays of BYDAY add up. A week that
/// reaches over new year keeps its number, and each of its days belongs to its own calendar year. BYSETPOS counts in
/// the whole period, also where that begins before the start.</para>
/// <para>Two rules are equal when their texts are.</para></summary>
public sealed class RecurrenceRule : IEquatable<RecurrenceRule>
{
    private RecurrenceRule(RuleParts parts)
    {
        Parts = parts;
        Text = RuleText.Write(parts);
    }

    /// <summary>The rule in its normal form: capitals, the parts in one order, lists in order without repeats (values
    /// that count from the end last), and INTERVAL=1 and WKST=MO left out.</summary>
    public string Text { get; }

    /// <summary>The rule in English: <c>Every 2 weeks on Monday and Friday, 10 times</c>.</summary>
    public string Description => RuleDescription.Write(Parts);

    /// <summary>How many occurrences there are at most, 1 to 100,000; null when the rule names no number.</summary>
    public int? Count => Parts.Count;

    /// <summary>The last instant that may be an occurrence, when UNTIL is given in UTC (with <c>Z</c>); otherwise null.
    /// An UNTIL in local time bounds the local times themselves; one that is a date lets that whole day in.</summary>
    public DateTimeOffset? UntilUtc => Parts.UntilUtc;

    /// <summary>Whether FREQ is HOURLY, MINUTELY or SECONDLY. Such a rule follows elapsed time where clocks change; any
    /// other follows the calendar.</summary>
    public bool IsInterval => Parts.Frequency <= Frequency.Hourly;

    internal RuleParts Parts { get; }

    /// <summary>Reads a rule.</summary>
    /// <param name="text">The rule, at most 512 characters.</param>
    /// <exception cref="RecurrenceFormatException">It is not one; says which part, where, and what is allowed.
    /// </exception>
    public static RecurrenceRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new RecurrenceRule(RuleParser.Parse(text));
    }

    /// <inheritdoc/>
    public bool Equals(RecurrenceRule? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecurrenceRule);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The same as <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
