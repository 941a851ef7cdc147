using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

/// <summary>Whatever a text is, reading it ends in a trigger or in a typed error, and costs little memory.</summary>
public sealed class CronFuzzTests
{
    private const int Rounds = 4_000;
    private const int MaxLength = 100_000;
    private const long MaxExpressionBytes = 64 * 1024;

    /// <summary>A trigger may join dozens of expressions and a thousand dates, so its bound grows with its text.
    /// </summary>
    private const long MaxBytesOfACharacter = 128;

    private const string Letters = "0123456789*/-,?() \t\tLW#@HJANFEBMONSUNmonsat.é½٣\0\n:[]=";

    private static readonly string[] Words =
    [
        "*", "*/5", "0", "59", "23", "31", "12", "7", "1-5", "22-1", "1,2,3", "L", "L-3", "LW", "LW-2", "15W", "L-2W",
        "?", "MON", "FRI#3", "5L", "JAN-MAR", "H", "H/15", "H(0-29)/7", "2030", "@daily", "@every_second", "1/1",
        "2147483648", "18446744073709551616", "-1", "1,,2", "////",
    ];

    private static readonly string[] Triggers =
    [
        "cron: 0 2 * * MON-FRI in Asia/Shanghai gap=shift overlap=both", "cron[vixie]: 0 2 1 * mon in Europe/Berlin",
        "cron[quartz]: 0 15 10 ? * 6L 2030", "@every 90s from 2026-11-21T10:00:00Z", "@once 2026-11-21T10:00:00Z",
        "cron: 0 9 * * * or @every 1h or cron: 0 12 * * SAT in Asia/Tokyo except cron: * * * * SUN",
        "@every 1h except dates 2026-12-26,2026-12-25 in Europe/Berlin except calendar de-be 2026-12-25",
    ];

    [Theory]
    [InlineData(CronDialect.Native)]
    [InlineData(CronDialect.Vixie)]
    [InlineData(CronDialect.Quartz)]
    public void Any_text_is_an_expression_or_a_typed_error(CronDialect dialect)
    {
        var random = RunSeed.For(100 + (int)dialect);
        var accepted = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var text = Expression(random);
            if (!Parse(() => CronExpression.Parse(text, dialect, "seed"), text, out var expression)) continue;
            accepted++;
            Assert.Equal(expression, CronExpression.Parse(expression!.Text, dialect));
            var trigger = new CronTrigger(expression, TimeZoneInfo.Utc);
            Assert.True(trigger.Next(DateTimeOffset.UnixEpoch) is not { } next || trigger.Last(next) == next, text);
        }

        Assert.True(accepted > Rounds / 50, $"{RunSeed.Text}: only {accepted} texts were expressions");
    }

    [Fact]
    public void Any_text_is_a_trigger_or_a_typed_error()
    {
        var random = RunSeed.For(104);
        var accepted = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var text = Mutate(random, Triggers[random.Next(Triggers.Length)]);
            if (!Parse(() => TriggerText.Parse(text, "seed"), text, out var trigger)) continue;
            accepted++;
            Assert.Equal(trigger, TriggerText.Parse(trigger!.Text));
        }

        Assert.True(accepted > Rounds / 50, $"{RunSeed.Text}: only {accepted} texts were triggers");
    }

    [Theory]
    [InlineData("{0} * * * *", "1,")]
    [InlineData("{0} * * * *", "H,")]
    [InlineData("{0} * * * *", "*/1,")]
    [InlineData("0 0 {0} * *", "1,")]
    [InlineData("0 0 {0} * *", "L,")]
    [InlineData("0 0 {0} * *", "*,")]
    [InlineData("0 0 {0} * *", "1/1,")]
    [InlineData("0 0 {0} * *", "31W,")]
    [InlineData("0 0 {0} * *", "LW-1,")]
    [InlineData("0 0 * * {0}", "1,")]
    [InlineData("0 0 * * {0}", "*,")]
    [InlineData("0 0 * * {0}", "5#1,")]
    public void The_longest_lists_are_read_within_64_KiB(string form, string item)
    {
        const int LongestText = 256;
        var items = Enumerable.Repeat(item, (LongestText - form.Length + 4) / item.Length);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, string.Concat(items)[..^1]);
        Assert.True(Parse(() => CronExpression.Parse(text, seed: "seed"), text, out _));
    }

    [Theory]
    [InlineData("cron: 30 2 * * MON-FRI in America/New_York")]
    [InlineData("cron: */7 * 9-17/2 * * * in Australia/Lord_Howe gap=shift overlap=second")]
    [InlineData("cron: 0 0 L-2W * * in Antarctica/Troll")]
    [InlineData("cron: 0 0 29 2 SUN")]
    [InlineData("cron: 0 0 30 2 *")]
    [InlineData("cron[vixie]: 0 0 13 * FRI in Europe/Dublin")]
    [InlineData("cron[quartz]: 0 0 0 LW-2,15W * 6#3 2020-2080 in Africa/Casablanca")]
    public void Next_and_last_allocate_nothing(string text)
    {
        var trigger = TriggerText.Parse(text);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(Walk(trigger, start), Walk(trigger, start));
        Assert.Equal(0, Allocated.By(() => Walk(trigger, start)));
    }

    /// <summary>A thousand steps forward, and from each one back.</summary>
    private static long Walk(Trigger trigger, DateTimeOffset start)
    {
        var (sum, at) = (0L, start);
        for (var i = 0; i < 1_000; i++)
        {
            var next = trigger.Next(at);
            sum += trigger.Last(at)?.UtcTicks ?? 0;
            at = next is { Year: < 2040 } tick ? tick : start.AddTicks(i);
        }

        return sum;
    }

    /// <summary>Parses twice and measures the second time, when zones and tables are in memory already.</summary>
    private static bool Parse<T>(Func<T> parse, string text, out T? parsed)
        where T : class
    {
        parsed = null;
        var isRead = TryParse(parse, out _, text);
        T? again = null;
        var bytes = Allocated.By(() => TryParse(parse, out again, text));
        parsed = again;
        var most = MaxExpressionBytes + (typeof(T) == typeof(CronExpression) ? 0 : text.Length * MaxBytesOfACharacter);
        Assert.True(bytes <= most, $"{RunSeed.Text}: {bytes:N0} bytes for {Shown(text)}");
        return isRead;
    }

    private static bool TryParse<T>(Func<T> parse, out T? parsed, string text)
        where T : class
    {
        parsed = null;
        try
        {
            parsed = parse();
            return true;
        }
        catch (FormatException error)
        {
            if (typeof(T) != typeof(CronExpression)) return false;
            Assert.InRange(Assert.IsType<CronFormatException>(error).Position, 1, text.Length + 1);
            Assert.True(error.Message.Length < 2_048, $"{RunSeed.Text}: a message of {error.Message.Length}");
            return false;
        }
        catch (Exception error)
        {
            throw new Xunit.Sdk.XunitException($"{RunSeed.Text}: {error.GetType()} for {Shown(text)}", error);
        }
    }

    private static string Shown(string text) => $"{text.Length} characters '{text[..Math.Min(300, text.Length)]}'";

    private static string Expression(Random random) => random.Next(4) switch
    {
        0 => new string(random.GetItems(Letters.AsSpan(), Length(random))),
        1 => new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => (char)random.Next(1 << 16))]),
        2 => string.Join(' ', random.GetItems(Words, random.Next(4, 9))),
        _ => Mutate(random, new RandomCron(random, (CronDialect)random.Next(3), new DateTime(2026, 3, 29)).Text),
    };

    private static int Length(Random random) => random.Next(40) == 0 ? random.Next(MaxLength) : random.Next(40);

    /// <summary>Changes, leaves out, puts in or doubles a few pieces.</summary>
    private static string Mutate(Random random, string text)
    {
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            var end = Math.Min(text.Length, at + random.Next(4));
            text = random.Next(5) switch
            {
                0 => text.Remove(at, end - at),
                1 => text[..at] + Letters[random.Next(Letters.Length)] + text[end..],
                2 => text[..at] + Words[random.Next(Words.Length)] + text[at..],
                3 => text + " " + text[at..],
                _ => random.Next(10) > 0
                    ? text
                    : text[..at] + new string(Letters[random.Next(Letters.Length)], Length(random)) + text[at..],
            };
        }

        return text;
    }
}
