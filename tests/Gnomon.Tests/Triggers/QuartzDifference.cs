using System.Text.RegularExpressions;

namespace Gnomon.Tests.Triggers;

/// <summary>A way in which our quartz dialect is meant to differ from Quartz.NET.</summary>
/// <param name="Reason">What Quartz.NET does, and what we do.</param>
/// <param name="Example">An expression that shows it.</param>
/// <param name="Shows">Whether the fields of an expression, in capitals, are ones that show it.</param>
public sealed record QuartzDifference(string Reason, string Example, Func<string[], bool> Shows)
{
    private const int DayOfMonth = 3;
    private const int DayOfWeek = 5;

    /// <summary>Every difference known.</summary>
    public static readonly QuartzDifference[] All =
    [
        new(
            "In Quartz 4.7 a bare * in a day field names no day, as ? does, when the other field names some; before, "
            + "and for us, it is every day, so that each day matches.",
            "0 0 0 * * MON", BareStar),
        new(
            "Quartz 4.7 takes ? in both day fields and ticks each day; before, and for us, it is a mistake.",
            "0 0 0 ? * ?", BothUnset),
        new(
            "Quartz reads years up to a hundred from today, and steps of years of any size; our last is 2099.",
            "0 0 0 1 1 ? 2100", Field(6, @"(21|2[2-9])\d\d|/(1[3-9]\d|[2-9]\d\d)")),
        new(
            "Quartz reads /5 as */5; we ask for the star.",
            "/5 0 0 1 * ?", Field(null, @"(^|,)/")),
        new(
            "Quartz passes over empty list items; we refuse them.",
            "1,,2 0 0 1 * ?", Field(null, @"(^|,)(,|$)")),
        new(
            "Quartz reads the first three letters of a month and no more; we refuse longer words.",
            "0 0 0 1 JANUARY ?", Field(4, @"[A-Z]{4}")),
        new(
            "Quartz does not read a step after names of months; for us it is a step.",
            "0 0 0 1 JAN-DEC/3 ?", Field(4, @"[A-Z]/")),
        new(
            "Quartz refuses a range of a number and a name; for us a name is its number.",
            "0 0 0 ? * 2-FRI", Field(null, @"\d-[A-Z]{3}|[A-Z]{3}-\d")),
        new(
            "Quartz takes a range that ends with 0 where values begin with 1, and lets it wrap; we refuse the 0.",
            "0 0 0 5-0 * ?", Field(null, @"-0+(/|,|$)")),
        new(
            "Quartz takes one weekday with # or L and nothing beside it; we take lists of them.",
            "0 0 0 ? * MONL,2#1", Field(5, @"(L|#).*,|,.*(L|#)")),
        new(
            "Quartz does not read what stands behind the L of a weekday; we refuse it.",
            "0 0 0 ? * 6L-2", Field(5, @"\wL.")),
        new(
            "Quartz does not read what stands behind the W of a day; we refuse it.",
            "0 0 0 15WX * ?", Field(3, @"(^|,)\d+W[^,]")),
        new(
            "Quartz takes ? in a list, where it says nothing; we refuse it.",
            "0 0 0 1,? * MON", Field(null, @",\?|\?,")),
        new(
            "Quartz takes L-1W-2, days back from a workday near a day before the last; we have L-1W and LW-2.",
            "0 0 0 L-1W-2 * ?", Field(3, @"L-\d+W-")),
        new(
            "Quartz knows fewer macros: not those of a second and a minute.",
            "@every_second", Field(0, @"@EVERY_")),
    ];

    /// <summary>The first difference that a text shows, or null.</summary>
    public static QuartzDifference? Of(string text)
    {
        var fields = text.ToUpperInvariant().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(All, difference => difference.Shows(fields));
    }

    /// <inheritdoc/>
    public override string ToString() => Example;

    /// <summary>Shows in a field, counted from 0, or in any, that looks like this.</summary>
    private static Func<string[], bool> Field(int? index, string pattern) => fields =>
        fields.Where((field, i) => index is null || index == i).Any(field => Regex.IsMatch(field, pattern));

    private static bool BareStar(string[] fields) => fields.Length > DayOfWeek
        && (HasBareStar(fields[DayOfMonth]) || HasBareStar(fields[DayOfWeek]))
        && fields[DayOfMonth] != "?" && fields[DayOfWeek] != "?" && fields[DayOfMonth] != fields[DayOfWeek];

    private static bool HasBareStar(string field) => field.Split(',').Contains("*");

    private static bool BothUnset(string[] fields) =>
        fields.Length > DayOfWeek && fields[DayOfMonth] == "?" && fields[DayOfWeek] == "?";
}
