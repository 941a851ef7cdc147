using Gnomon.Jobs;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Anchor = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private static readonly Schedule Minutely = new()
    {
        Id = "minutely",
        Trigger = new IntervalTrigger(TimeSpan.FromMinutes(1), Anchor),
        Job = new JobSpec { Handler = "add" },
        Start = Anchor.AddMinutes(5),
        End = Anchor.AddMinutes(7),
    };

    [Theory]
    [InlineData(-10, 5, null)]
    [InlineData(4, 5, null)]
    [InlineData(5, 6, 5)]
    [InlineData(6, 7, 6)]
    [InlineData(7, null, 7)]
    [InlineData(99, null, 7)]
    public void Ticks_stay_inside_start_and_end_and_include_both(int from, int? next, int? last)
    {
        Assert.Equal(Minute(next), Minutely.Next(Anchor.AddMinutes(from)));
        Assert.Equal(Minute(last), Minutely.Last(Anchor.AddMinutes(from)));
    }

    [Fact]
    public void Bounds_at_the_ends_of_the_calendar_are_no_error()
    {
        var open = Minutely with { Start = DateTimeOffset.MinValue, End = DateTimeOffset.MaxValue };
        Assert.Equal(Anchor, open.Next(DateTimeOffset.MinValue));
        Assert.Null(open.Last(DateTimeOffset.MinValue));
        Assert.Null(open.Next(DateTimeOffset.MaxValue));
    }

    private static DateTimeOffset? Minute(int? minutes) => minutes is { } m ? Anchor.AddMinutes(m) : null;
}
