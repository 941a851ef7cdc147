namespace Gnomon.Triggers;

/// <summary>The words for dialects and for the rules where clocks change, as texts, the API and the program use them.
/// </summary>
internal static class ClockWords
{
    public static readonly string[] Dialects = ["native", "vixie", "quartz"];
    public static readonly string[] Gaps = ["after", "shift", "skip"];
    public static readonly string[] Overlaps = ["first", "second", "both"];

    public static string Of(CronDialect dialect) => Dialects[(int)dialect];

    public static string Of(ClockGap gap) => Gaps[(int)gap];

    public static string Of(ClockOverlap overlap) => Overlaps[(int)overlap];

    /// <exception cref="FormatException">There is no such dialect.</exception>
    public static CronDialect ToDialect(string word) => (CronDialect)Find(Dialects, word, "dialect");

    /// <exception cref="FormatException">There is no such rule.</exception>
    public static ClockGap ToGap(string word) => (ClockGap)Find(Gaps, word, "rule for gaps");

    /// <exception cref="FormatException">There is no such rule.</exception>
    public static ClockOverlap ToOverlap(string word) => (ClockOverlap)Find(Overlaps, word, "rule for overlaps");

    private static int Find(string[] words, string word, string kind)
    {
        var index = Array.IndexOf(words, word);
        return index >= 0
            ? index
            : throw new FormatException(
                $"'{Excerpt.Of(word)}' is not a {kind}; allowed are {string.Join(", ", words[..^1])} and {words[^1]}");
    }
}
