namespace Gnomon.Triggers.Recurrence;

/// <summary>An item of BYDAY.</summary>
/// <param name="Ordinal">Which one of the month or year, from its end when negative; 0 is every one.</param>
/// <param name="Weekday">Monday is 0, for day 0 of the calendar was a Monday.</param>
internal readonly record struct RuleWeekday(int Ordinal, int Weekday)
{
    public static readonly string[] Codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    public override string ToString() => Ordinal == 0 ? Codes[Weekday] : $"{Ordinal}{Codes[Weekday]}";
}
