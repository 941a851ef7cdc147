using System.Globalization;
using Gnomon.Triggers;
using Gnomon.Triggers.Recurrence;
using Xunit;

namespace Gnomon.Tests.Triggers.Recurrence;

public sealed class RecurrenceOracleTests(ITestOutputHelper output)
{
    private const int Rules = 150;
    private const int ProbesPerRule = 60;

    /// <summary>Fixed seeds, and one that is new in each run.</summary>
    public static TheoryData<int> Seeds => [1, 2, 3, 4, Random.Shared.Next(5, int.MaxValue)];

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void Both_directions_agree_with_a_search_second_by_second(int seed)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var random = new Random(seed);
        var withOccurrences = 0;
        for (var i = 0; i < Rules; i++)
        {
            var rule = new RandomRule(random);
            var calendar = new RecurrenceCalendar(RecurrenceRule.Parse(rule.Text), Second(rule.Start));
            var occurrences = new RuleOracle(rule).Occurrences();
            if (occurrences.Count > 0) withOccurrences++;
            for (var probe = 0; probe < ProbesPerRule; probe++)
            {
                var at = Second(rule.Start) + random.NextInt64(-10, Second(rule.End) - Second(rule.Start));
                if (occurrences.Count > 0 && probe % 2 == 0)
                    at = occurrences[random.Next(occurrences.Count)] + random.Next(-1, 2);
                if (at <= Second(rule.End)) Compare(calendar, occurrences, at, rule, seed);
            }
        }

        Assert.True(withOccurrences > Rules / 2, $"seed {seed}: only {withOccurrences} rules ever came up");
    }

    private static void Compare(
        RecurrenceCalendar calendar, List<long> occurrences, long at, RandomRule rule, int seed)
    {
        var place = occurrences.BinarySearch(at);
        var after = place >= 0 ? place : ~place;
        var before = place >= 0 ? place : ~place - 1;
        long? expectedNext = after < occurrences.Count ? occurrences[after] : null;
        long? expectedLast = before >= 0 ? occurrences[before] : null;
        var name = $"seed {seed}: '{rule.Text}' from {rule.Start:s}";
        var (next, last) = (calendar.AtOrAfter(at), calendar.AtOrBefore(at));
        var nextIsRight = next == expectedNext || (expectedNext is null && next > Second(rule.End));
        Assert.True(
            nextIsRight,
            $"{name}: from {Show(at)} came {Show(next)}, not {Show(expectedNext)}");
        Assert.True(
            last == expectedLast,
            $"{name}: back from {Show(at)} came {Show(last)}, not {Show(expectedLast)}");
        if (next is not { } second) return;
        Assert.True(
            calendar.AtOrBefore(second) == next && (second == at || calendar.AtOrBefore(second - 1) == last),
            $"{name} is not the same backwards around {Show(next)}");
    }

    private static string Show(long? second) => second is { } known
        ? new DateTime(known * TimeSpan.TicksPerSecond).ToString("s", CultureInfo.InvariantCulture)
        : "none";

    private static long Second(DateTime time) => time.Ticks / TimeSpan.TicksPerSecond;
}
