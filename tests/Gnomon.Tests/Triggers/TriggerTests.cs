using Gnomon.Triggers;
using Xunit;
using static Gnomon.Triggers.When;

namespace Gnomon.Tests.Triggers;

public sealed class TriggerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Occurrences_include_their_start_and_leave_out_their_end()
    {
        var trigger = Cron("0 * * * *");
        Assert.Equal(
            [Noon, Noon.AddHours(1), Noon.AddHours(2)], trigger.Occurrences(Noon, Noon.AddHours(3)));
        Assert.Equal(
            [Noon.AddHours(1), Noon.AddHours(2), Noon.AddHours(3)],
            trigger.Occurrences(Noon.AddTicks(1), Noon.AddHours(3).AddTicks(1)));
        Assert.Empty(trigger.Occurrences(Noon, Noon));
        Assert.Empty(trigger.Occurrences(Noon.AddHours(1), Noon));
    }

    [Fact]
    public void Occurrences_end_with_the_trigger_and_are_found_as_they_are_asked_for()
    {
        Assert.Equal([Noon], At(Noon).Occurrences(DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        Assert.Equal(2, Cron("* * * * * *").Occurrences(Noon, DateTimeOffset.MaxValue).Take(2).Count());
    }

    [Fact]
    public void The_previous_tick_is_earlier_than_what_it_is_asked_before()
    {
        var trigger = Every(TimeSpan.FromHours(1), Noon);
        Assert.Equal(Noon, trigger.Previous(Noon.AddHours(1)));
        Assert.Equal(Noon.AddHours(1), trigger.Previous(Noon.AddHours(1).AddTicks(1)));
        Assert.Null(trigger.Previous(Noon));
        Assert.Null(trigger.Previous(DateTimeOffset.MinValue));
        Assert.Equal(Noon.AddHours(1), After(TimeSpan.FromHours(1), Noon).Previous(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Joined_triggers_tick_once_where_they_meet()
    {
        var trigger = Any(Cron("0 * * * *"), Cron("*/30 * * * *"), At(Noon.AddMinutes(7)));
        Assert.Equal(
            [Noon, Noon.AddMinutes(7), Noon.AddMinutes(30), Noon.AddHours(1)],
            trigger.Occurrences(Noon, Noon.AddHours(1).AddTicks(1)));
        Assert.Equal(Noon.AddMinutes(7), trigger.Last(Noon.AddMinutes(29)));
        var single = Cron("0 * * * *");
        Assert.Same(single, Any(single));
    }

    [Fact]
    public void Excluded_days_are_days_of_their_zone()
    {
        var trigger = Cron("0 */6 * * *").Except(OnDates("Asia/Tokyo", new DateOnly(2026, 11, 22)));
        // 22 November in Tokyo is 15:00 to 15:00 in UTC.
        Assert.Equal(
            [Noon, Noon.AddHours(30)], trigger.Occurrences(Noon, Noon.AddHours(31)));
        Assert.Equal(Noon, trigger.Last(Noon.AddHours(29)));
    }

    [Fact]
    public void Exclusions_add_up_and_a_calendar_keeps_its_name()
    {
        var holidays = new NamedCalendar("de-be", [new DateOnly(2026, 12, 25)]);
        var trigger = Cron("0 12 * * *").Except(DuringCron("* * * * SUN")).Except(holidays.In(TimeZoneInfo.Utc));
        Assert.Equal("cron: 0 12 * * * except cron: * * * * SUN except calendar de-be 2026-12-25", trigger.Text);
        var ticks = trigger.Occurrences(Noon, Noon.AddDays(36)).ToList();
        Assert.DoesNotContain(ticks, tick => tick.DayOfWeek == DayOfWeek.Sunday || tick.Day == 25 && tick.Month == 12);
        Assert.Equal(36 - 5 - 1, ticks.Count);
    }

    [Theory]
    [InlineData("* * * * * *", "* * * * *")]
    [InlineData("30 2 * * *", "30 2 * * *")]
    [InlineData("* * * * * *", "* 0-11 * * *")]
    public void What_is_taken_away_whole_never_ticks(string cron, string except)
    {
        var trigger = Cron(cron, "America/New_York").Except(
            DuringCron(except, "America/New_York"), DuringCron("* 12-23 * * *", "America/New_York"));
        Assert.Null(trigger.Next(Noon));
        Assert.Null(trigger.Last(Noon));
    }

    [Fact]
    public void Too_many_parts_and_parts_in_parts_are_refused()
    {
        var one = Cron("0 * * * *");
        Assert.Throws<ArgumentException>(() => Any());
        Assert.Throws<ArgumentException>(() => Any([.. Enumerable.Repeat(one, TriggerLimits.MaxParts + 1)]));
        Assert.Throws<ArgumentException>(() => Any(one, Any(one, Cron("5 * * * *"))));
        Assert.Throws<ArgumentException>(() => new CompositeTrigger([one], []));
        Assert.Throws<ArgumentException>(() => OnDates("UTC"));
        Assert.Same(one, one.Except());
    }
}
