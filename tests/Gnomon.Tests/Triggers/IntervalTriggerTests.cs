using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class IntervalTriggerTests
{
    private static readonly DateTimeOffset Anchor = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1_000, 0, null)]
    [InlineData(-1, 0, null)]
    [InlineData(0, 90, 0)]
    [InlineData(1, 90, 0)]
    [InlineData(89, 90, 0)]
    [InlineData(90, 180, 90)]
    [InlineData(91, 180, 90)]
    [InlineData(9_000_001, 9_000_090, 9_000_000)]
    public void Ticks_are_whole_steps_from_the_anchor_and_none_before_it(int from, int next, int? last)
    {
        var trigger = new IntervalTrigger(TimeSpan.FromSeconds(90), Anchor);
        Assert.Equal(Anchor.AddSeconds(next), trigger.Next(Anchor.AddSeconds(from)));
        Assert.Equal(last is { } s ? Anchor.AddSeconds(s) : null, trigger.Last(Anchor.AddSeconds(from)));
    }

    [Fact]
    public void Less_than_a_millisecond_is_refused_also_in_a_copy()
    {
        var trigger = new IntervalTrigger(IntervalTrigger.MinEvery, Anchor);
        var tooShort = TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntervalTrigger(tooShort, Anchor));
        Assert.Throws<ArgumentOutOfRangeException>(() => trigger with { Every = TimeSpan.Zero });
    }

    [Fact]
    public void It_ends_with_the_calendar_instead_of_overflowing()
    {
        var huge = new IntervalTrigger(TimeSpan.MaxValue, DateTimeOffset.MinValue);
        Assert.Null(huge.Next(DateTimeOffset.MinValue));
        Assert.Equal(DateTimeOffset.MinValue, huge.Last(DateTimeOffset.MaxValue));
        var quick = new IntervalTrigger(IntervalTrigger.MinEvery, DateTimeOffset.MinValue);
        Assert.Null(quick.Next(DateTimeOffset.MaxValue));
        Assert.Equal(DateTimeOffset.MaxValue.AddTicks(-9_999), quick.Last(DateTimeOffset.MaxValue));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void Next_and_last_mirror_each_other(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++)
        {
            var trigger = new IntervalTrigger(TimeSpan.FromMilliseconds(random.Next(1, 1_000_000)), Anchor);
            var from = Anchor.AddTicks(random.NextInt64(TimeSpan.TicksPerDay * 4_000));
            var next = trigger.Next(from)!.Value;
            var last = trigger.Last(from)!.Value;
            var what = $"seed {seed}: {trigger} from {from:O} gave {last:O} and {next:O}";
            Assert.True(last <= from && from < next && next - last == trigger.Every, what);
            Assert.True(trigger.Last(next) == next && trigger.Last(next.AddTicks(-1)) == last, what);
        }
    }
}
