using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1.5d", 129_600_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("90s", 90_000)]
    [InlineData("0.25h", 900_000)]
    [InlineData("1m0.5s", 60_500)]
    [InlineData("007s", 7_000)]
    public void A_duration_is_the_sum_of_its_parts(string text, long milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DurationText.Parse(text));
        Assert.True(DurationText.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("30", "write 30s for seconds")]
    [InlineData("1h30", "'30' has no unit")]
    [InlineData("-5s", "negative")]
    [InlineData("1h-30m", "number is missing")]
    [InlineData("5x", "'x' is not a unit")]
    [InlineData("5S", "'S' is not a unit")]
    [InlineData("5 s", "' s' is not a unit")]
    [InlineData(" 5s", "number is missing")]
    [InlineData("5s ", "'s ' is not a unit")]
    [InlineData("s", "number is missing")]
    [InlineData("30m1h", "'h' must not come after 'm'")]
    [InlineData("1s1s", "'s' must not come after 's'")]
    [InlineData("5ms1s", "'s' must not come after 'ms'")]
    [InlineData("1.5h30m", "only the last part")]
    [InlineData("1.s", "'1.' is not a number")]
    [InlineData(".5s", "'.5' is not a number")]
    [InlineData("1.2.3s", "'1.2.3' is not a number")]
    [InlineData("1,5s", "',' is not a unit")]
    [InlineData("1e3s", "'e' is not a unit")]
    [InlineData("PT5S", "number is missing")]
    [InlineData("٣s", "number is missing")]
    [InlineData("0.00001ms", "finer than 100 ns")]
    [InlineData("10675200d", "too long")]
    [InlineData("9999999999999999d", "too long")]
    [InlineData("10675199d10675199h", "too long")]
    [InlineData("1.00000000000001d", "finer than 100 ns")]
    [InlineData("99999999999999999s", "at most 16 digits")]
    public void What_is_not_a_duration_is_refused_with_the_text_and_the_reason(string text, string reason)
    {
        var error = Assert.Throws<FormatException>(() => DurationText.Parse(text));
        Assert.StartsWith($"'{text}' is not a duration: ", error.Message);
        Assert.Contains(reason, error.Message);
        Assert.False(DurationText.TryParse(text, out _));
    }

    [Fact]
    public void A_very_long_text_is_refused_and_cut_in_the_message()
    {
        var error = Assert.Throws<FormatException>(() => DurationText.Parse(new string('9', 100_000)));
        Assert.True(error.Message.Length < 250);
        Assert.False(DurationText.TryParse(null, out _));
    }

    [Theory]
    [InlineData(0L, "0s")]
    [InlineData(1L, "0.0001ms")]
    [InlineData(5_000_000L, "500ms")]
    [InlineData(15_000_000L, "1.5s")]
    [InlineData(900_000_000L, "1m30s")]
    [InlineData(605_000_000L, "1m500ms")]
    [InlineData(1_728_000_000_000L, "2d")]
    [InlineData(long.MaxValue, "10675199d2h48m5.4775807s")]
    public void A_duration_has_one_short_form(long ticks, string text) =>
        Assert.Equal(text, DurationText.Format(new TimeSpan(ticks)));

    [Fact]
    public void A_negative_duration_has_no_form() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DurationText.Format(TimeSpan.FromTicks(-1)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_form_reads_back_unchanged(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            var value = new TimeSpan(random.NextInt64(long.MaxValue) >> random.Next(63));
            var text = DurationText.Format(value);
            Assert.True(DurationText.Parse(text) == value, $"seed {seed}: {value.Ticks} ticks became '{text}'");
        }
    }
}
