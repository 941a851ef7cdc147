using Gnomon.Triggers;
using Xunit;
using QuartzCron = Quartz.CronExpression;

namespace Gnomon.Tests.Triggers;

/// <summary>Holds our quartz dialect against Quartz.NET's own reader, in UTC, away from changes of clocks.</summary>
public sealed class QuartzAgreementTests
{
    private const int Expressions = 2_500;
    private const int Ticks = 20;

    /// <summary>Quartz looks no further than to the year after which it gives up, a hundred years from today; we
    /// compare ticks before it.</summary>
    private static readonly DateTimeOffset End = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[][] OddItems =
    [
        Items("0 5 * 1-5 50-10/7 */20 5/9 1-5/99 */0 /5 5/0 1-3X 60 */60 L ?", ""),
        Items("0 5 * 1-5 50-10 */20 5/9 1-5/60 */0 /5 0-0 5-3/0 59/1 1-60 2W 0-", ""),
        Items("0 5 * 1-5 22-3/2 */20 5/9 1-5/24 */0 /5 23 24 */24 5-0 1#2 -3"),
        Items("? 1 31 * L LW L-3 LW-2 15W L-2W L-1W-2 5C 0 32 5-0 28-3/2 */9 0W 32W L-31 ?,1 15WX 1-5W L-30W *,L W"),
        Items("* 1 12 JAN feb NOV-FEB 11-2/2 */5 JANUARY JAN/2 JAN-MAR/2 3-APR MAR-5 0 13 5-0 2/5 */13 MON"),
        Items(
            "? 1 7 * SUN sat FRI-MON 6-2/2 L 6L FRIL 6#3 FRI#5 MON/2 MON-FRI/2 2-FRI MON-6 MONDAY 0 8 2#6 */3 3/2 "
            + "*/8 0L 2#1,3 1,L 6L-2 FRI#0 1-5L 2-6#2"),
        Items("* 2026 2026-2030 2026/3 */7 1970 2030-2028 2026,2031 */0 /5 2099 2100 1969 */130 */200 02026"),
    ];

    public static TheoryData<QuartzDifference> Differences { get; } = new(QuartzDifference.All);

    [Fact]
    public void Random_expressions_of_its_syntax_tick_at_the_same_times()
    {
        var random = RunSeed.For(200);
        var compared = 0;
        for (var i = 0; i < Expressions; i++)
        {
            var from = new DateTime(random.Next(1971, 2060), random.Next(1, 13), random.Next(1, 29))
                .AddSeconds(random.Next(86_400));
            var text = new RandomCron(random, CronDialect.Quartz, from, weekdayLists: false).Text;
            if (QuartzDifference.Of(text) is not null) continue;
            compared++;
            var difference = Compare(text, new DateTimeOffset(from, TimeSpan.Zero));
            Assert.True(difference is null, $"{RunSeed.Text}: {difference}");
        }

        Assert.True(compared > Expressions / 2, $"{RunSeed.Text}: only {compared} expressions were left");
    }

    [Fact]
    public void Odd_expressions_are_accepted_or_refused_alike_and_tick_at_the_same_times()
    {
        var random = RunSeed.For(201);
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var compared = 0;
        for (var i = 0; i < Expressions; i++)
        {
            var text = Odd(random);
            if (QuartzDifference.Of(text) is not null) continue;
            compared++;
            var difference = Compare(text, from);
            Assert.True(difference is null, $"{RunSeed.Text}: {difference}");
        }

        Assert.True(compared > Expressions / 10, $"{RunSeed.Text}: only {compared} expressions were left");
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Each_known_difference_is_one(QuartzDifference difference)
    {
        Assert.Same(difference, QuartzDifference.Of(difference.Example));
        Assert.NotNull(Compare(difference.Example, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    /// <summary>What differs, or null.</summary>
    private static string? Compare(string text, DateTimeOffset from)
    {
        var (ours, theirs) = (Ours(text), Theirs(text));
        if (ours is null != theirs is null)
            return $"'{text}' is {(ours is null ? "refused" : "accepted")} by us and not by Quartz";
        if (ours is null || theirs is null) return null;
        var at = from;
        for (var i = 0; i < Ticks; i++)
        {
            var (our, their) = (ours.Next(at), theirs.GetNextValidTimeAfter(at));
            if (our >= End) our = null;
            if (their >= End) their = null;
            if (our != their) return $"'{text}' after {at:O}: ours {our:O}, that of Quartz {their:O}";
            if (our is null) return null;
            at = our.Value;
        }

        return null;
    }

    private static CronTrigger? Ours(string text)
    {
        try
        {
            return new CronTrigger(CronExpression.Parse(text, CronDialect.Quartz), TimeZoneInfo.Utc);
        }
        catch (CronFormatException)
        {
            return null;
        }
    }

    private static QuartzCron? Theirs(string text)
    {
        try
        {
            return new QuartzCron(text, TimeZoneInfo.Utc);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string[] Items(string words, params string[] more) => [.. words.Split(' '), .. more];

    private static string Odd(Random random)
    {
        var words = new List<string>();
        var fields = random.Next(8) == 0 ? 7 : 6;
        for (var field = 0; field < fields; field++)
        {
            var usual = field switch { < 3 => "0", 3 when random.Next(2) == 0 => "?", 3 => "1", _ => "*" };
            var items = random.GetItems(OddItems[field], random.Next(4) == 0 ? 2 : 1);
            words.Add(random.Next(2) == 0 ? string.Join(',', items) : usual);
        }

        if (words[3] != "?" && random.Next(2) == 0) words[5] = "?";
        return string.Join(' ', words);
    }
}
