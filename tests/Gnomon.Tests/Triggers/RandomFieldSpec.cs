namespace Gnomon.Tests.Triggers;

/// <summary>What a random field is drawn from.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Names">The names of the values from <paramref name="Min"/> on; empty when there are none.</param>
/// <param name="Rich">Whether ranges may wrap, and a step may follow a single value.</param>
/// <param name="SundayTwice">Whether it is a weekday of which 0 and 7 are both Sunday.</param>
internal sealed record RandomFieldSpec(int Min, int Max, string[] Names, bool Rich, bool SundayTwice = false)
{
    private static readonly string[] Months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".Split(' ');
    private static readonly string[] Weekdays = "SUN MON TUE WED THU FRI SAT".Split(' ');

    public static RandomFieldSpec Sixty(bool rich) => new(0, 59, [], rich);

    public static RandomFieldSpec Hours(bool rich) => new(0, 23, [], rich);

    public static RandomFieldSpec Days(bool rich) => new(1, 31, [], rich);

    public static RandomFieldSpec MonthsOfYear(bool rich) => new(1, 12, Months, rich);

    public static RandomFieldSpec WeekdaysFromZero(bool rich) => new(0, 7, Weekdays, rich, SundayTwice: true);

    public static RandomFieldSpec WeekdaysFromOne { get; } = new(1, 7, Weekdays, Rich: true);

    public static RandomFieldSpec Years { get; } = new(1970, 2099, [], Rich: false);

    /// <summary>The value that comes after another one on the clock face of the field.</summary>
    public int After(int value) => SundayTwice ? (value + 1) % 7 : value == Max ? Min : value + 1;

    /// <summary>The one number that a value is kept as.</summary>
    public int Fold(int value) => SundayTwice && value == 7 ? 0 : value;
}
