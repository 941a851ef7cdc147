using System.Globalization;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class RecurrenceTriggerTests
{
    private const string NewYork = "America/New_York";

    [Fact]
    public void The_first_example_of_the_RFC_keeps_its_local_time_through_the_end_of_daylight_saving()
    {
        // RFC 5545, 3.8.5.3: "Daily for 10 occurrences" and "Daily until December 24, 1997".
        var trigger = Trigger("FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02T09:00:00", NewYork);
        var ticks = All(trigger, "1997-01-01T00:00:00Z");
        Assert.Equal(113, ticks.Count);
        Assert.All(ticks, tick => Assert.Equal(9, TimeZoneInfo.ConvertTime(tick, TimeZones.Find(NewYork)).Hour));
        Assert.Equal(At("1997-12-23T14:00:00Z"), ticks[^1]);
        Assert.Equal(ticks[^1], trigger.Last(DateTimeOffset.MaxValue));
        Assert.Equal(ticks[^1], trigger.Last(At("1997-12-24T00:00:00Z")));
    }

    [Theory]
    [InlineData(null, "2026-03-08T03:30:00-04:00")]
    [InlineData(ClockGap.Shift, "2026-03-08T03:30:00-04:00")]
    [InlineData(ClockGap.After, "2026-03-08T03:00:00-04:00")]
    [InlineData(ClockGap.Skip, "2026-03-09T02:30:00-04:00")]
    public void A_skipped_time_is_read_with_the_offset_before_the_gap_unless_asked_otherwise(
        ClockGap? gap, string expected)
    {
        var trigger = Trigger("FREQ=DAILY", "2026-01-01T02:30:00", NewYork) with { Gap = gap };
        Assert.Equal(At(expected), trigger.Next(At("2026-03-07T12:00:00Z")));
        Assert.Equal(At(expected), trigger.Last(At(expected)));
    }

    [Theory]
    [InlineData(null, new[] { "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00" })]
    [InlineData(ClockOverlap.Second, new[] { "2026-11-01T01:30:00-05:00", "2026-11-02T01:30:00-05:00" })]
    [InlineData(ClockOverlap.Both, new[] { "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00" })]
    public void A_repeated_time_means_its_first_pass_unless_asked_otherwise(ClockOverlap? overlap, string[] expected)
    {
        var trigger = Trigger("FREQ=DAILY", "2026-01-01T01:30:00", NewYork) with { Overlap = overlap };
        var first = trigger.Next(At("2026-11-01T00:00:00-04:00"))!.Value;
        Assert.Equal(expected.Select(At), [first, trigger.Next(first)!.Value]);
    }

    [Fact]
    public void A_rule_of_hours_follows_elapsed_time()
    {
        var trigger = Trigger("FREQ=HOURLY", "2026-01-01T00:30:00", NewYork);
        var at = At("2026-10-31T20:00:00Z");
        for (var i = 0; i < 24; i++)
        {
            var next = trigger.Next(at)!.Value;
            if (i > 0) Assert.Equal(TimeSpan.FromHours(1), next - at);
            at = next;
        }
    }

    [Fact]
    public void A_count_ends_the_rule_in_both_directions()
    {
        var trigger = Trigger("FREQ=WEEKLY;COUNT=3;BYDAY=MO", "2026-06-01T08:00:00", "Europe/Berlin");
        Assert.Equal(
            [At("2026-06-01T06:00:00Z"), At("2026-06-08T06:00:00Z"), At("2026-06-15T06:00:00Z")],
            All(trigger, "2000-01-01T00:00:00Z"));
        Assert.Equal(At("2026-06-15T06:00:00Z"), trigger.Last(DateTimeOffset.MaxValue));
        Assert.Null(trigger.Last(At("2026-06-01T05:59:59Z")));
    }

    [Fact]
    public void A_start_is_a_local_time_in_whole_seconds()
    {
        var rule = RecurrenceRule.Parse("FREQ=DAILY");
        var local = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        Assert.Throws<ArgumentException>(
            () => new RecurrenceTrigger(rule, DateTime.SpecifyKind(local, DateTimeKind.Utc), TimeZoneInfo.Utc));
        Assert.Throws<ArgumentException>(() => new RecurrenceTrigger(rule, local.AddTicks(1), TimeZoneInfo.Utc));
        Assert.Equal(local, new RecurrenceTrigger(rule, local, TimeZoneInfo.Utc).Start);
    }

    private static List<DateTimeOffset> All(Trigger trigger, string from)
    {
        var ticks = new List<DateTimeOffset>();
        for (var tick = trigger.Next(At(from)); tick is { } at; tick = trigger.Next(at)) ticks.Add(at);
        return ticks;
    }

    private static RecurrenceTrigger Trigger(string rule, string start, string zone) => new(
        RecurrenceRule.Parse(rule), DateTime.Parse(start, CultureInfo.InvariantCulture), TimeZones.Find(zone));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
