using Gnomon.Triggers;
using Gnomon.Triggers.Recurrence;
using Xunit;

namespace Gnomon.Tests.Triggers.Recurrence;

public sealed class RecurrenceFuzzTests
{
    private const int Texts = 20_000;
    private const string Characters = "FREQ=DAILYBYSTPOMNHUWK;,+-0123456789:TZ \t\0é٣\ud800";

    /// <summary>Fixed seeds, and one that is new in each run.</summary>
    public static TheoryData<int> Seeds => [1, 2, Random.Shared.Next(3, int.MaxValue)];

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void Random_texts_only_give_the_typed_error(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Texts; i++) Try(seed, Noise(random, random.Next(60)));
    }

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void Changed_rules_parse_or_give_the_typed_error(int seed)
    {
        var random = new Random(seed);
        var read = 0;
        for (var i = 0; i < Texts; i++)
        {
            var text = new RandomRule(random).Text;
            for (var change = random.Next(4); change > 0; change--)
            {
                var at = random.Next(text.Length);
                text = random.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 4), text.Length - at)),
                    1 => text.Insert(at, Noise(random, random.Next(1, 4))),
                    _ => text[..at] + Noise(random, 1) + text[(at + 1)..],
                };
            }

            if (Try(seed, text)) read++;
        }

        Assert.True(read > Texts / 10, $"seed {seed}: only {read} texts were rules");
    }

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void Random_rules_keep_their_meaning_in_their_normal_form(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var rule = new RandomRule(random);
            var start = rule.Start.Ticks / TimeSpan.TicksPerSecond;
            var parsed = RecurrenceRule.Parse(rule.Text);
            var written = new RecurrenceCalendar(parsed, start);
            var normal = new RecurrenceCalendar(RecurrenceRule.Parse(parsed.Text), start);
            for (var probe = 0; probe < 5; probe++)
            {
                var at = start + random.NextInt64((long)(rule.End - rule.Start).TotalSeconds);
                Assert.True(
                    written.AtOrAfter(at) == normal.AtOrAfter(at) && written.AtOrBefore(at) == normal.AtOrBefore(at),
                    $"seed {seed}: '{rule.Text}' is not '{parsed.Text}'");
            }
        }
    }

    private static bool Try(int seed, string text)
    {
        try
        {
            var rule = RecurrenceRule.Parse(text);
            var again = RecurrenceRule.Parse(rule.Text);
            Assert.True(rule.Equals(again) && rule.Text == again.Text, $"seed {seed}: '{text}' became '{rule.Text}'");
            Assert.NotEmpty(rule.Description);
            return true;
        }
        catch (RecurrenceFormatException error)
        {
            Assert.True(
                error.Position >= 1 && error.Position <= text.Length + 1,
                $"seed {seed}: '{text}' gave column {error.Position}");
            return false;
        }
    }

    private static string Noise(Random random, int length) =>
        string.Create(length, random, static (span, random) =>
        {
            foreach (ref var c in span) c = Characters[random.Next(Characters.Length)];
        });
}
