using System.Globalization;
using Gnomon.Triggers;
using Gnomon.Triggers.Recurrence;
using Xunit;

namespace Gnomon.Tests.Triggers.Recurrence;

public sealed class RecurrenceCalendarTests
{
    private const long LastSecond = 315_537_897_599;

    [Theory]
    [InlineData("20240101T000000", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("20240101T000000", "FREQ=DAILY;BYMONTH=4,6;BYMONTHDAY=31")]
    [InlineData("20240101T000000", "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=30")]
    [InlineData("20240101T000000", "FREQ=SECONDLY;INTERVAL=60;BYSECOND=30")]
    [InlineData("20240101T000000", "FREQ=SECONDLY;INTERVAL=7000;BYSECOND=30")]
    [InlineData("20240101T000000", "FREQ=SECONDLY;INTERVAL=3600;BYMINUTE=30;BYSECOND=0")]
    [InlineData("20240101T000000", "FREQ=SECONDLY;INTERVAL=86400;BYHOUR=1")]
    [InlineData("20240101T000000", "FREQ=SECONDLY;INTERVAL=1800;BYMINUTE=10")]
    [InlineData("20240101T000000", "FREQ=HOURLY;INTERVAL=6;BYHOUR=1,2,3")]
    [InlineData("20240101T000000", "FREQ=DAILY;INTERVAL=7;BYDAY=TU")]
    [InlineData("20240101T000000", "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3")]
    [InlineData("20240101T000000", "FREQ=SECONDLY;BYHOUR=9;BYSETPOS=2,-2")]
    [InlineData("20240101T000000", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=54,-54")]
    [InlineData("20240101T000000", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=60;COUNT=5")]
    [InlineData("20240131T000000", "FREQ=YEARLY;BYMONTH=2,4,6")]
    [InlineData("19970101T000000", "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29")]
    [InlineData("20240101T000000", "FREQ=YEARLY;BYYEARDAY=100;BYMONTH=1")]
    [InlineData("20240101T000000", "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1")]
    [InlineData("20240101T000000", "FREQ=MONTHLY;BYDAY=6MO,-6MO")]
    [InlineData("20240101T000000", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8")]
    [InlineData("20240102T000000", "FREQ=YEARLY;INTERVAL=2147483647;BYMONTH=1;BYMONTHDAY=1")]
    [InlineData("20240102T000000", "FREQ=WEEKLY;INTERVAL=2147483647;BYDAY=MO")]
    [InlineData("20240102T000000", "FREQ=DAILY;UNTIL=20240101")]
    public void A_rule_that_never_comes_up_says_so(string start, string rule)
    {
        var from = Second(start);
        var calendar = Calendar(rule, start);
        Assert.Null(calendar.AtOrAfter(from));
        Assert.Null(calendar.AtOrAfter(from + 12_345_678));
        Assert.Null(calendar.AtOrBefore(LastSecond));
        Assert.Null(calendar.AtOrBefore(from));
    }

    [Fact]
    public void The_start_bounds_a_rule_and_is_an_occurrence_only_when_it_matches()
    {
        var calendar = Calendar("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "20240103T103005");
        Assert.Equal(Second("20240108T103005"), calendar.AtOrAfter(0));
        Assert.Equal(Second("20240115T103005"), calendar.AtOrBefore(LastSecond));
        Assert.Null(calendar.AtOrBefore(Second("20240108T103004")));
        Assert.Null(calendar.AtOrAfter(Second("20240115T103006")));
        Assert.Equal(Second("20240103T103005"), Calendar("FREQ=DAILY", "20240103T103005").AtOrAfter(long.MinValue));
    }

    [Theory]
    [InlineData("UNTIL=20240105", "20240105T100000")]
    [InlineData("UNTIL=20240105T100000", "20240105T100000")]
    [InlineData("UNTIL=20240105T095959", "20240104T100000")]
    [InlineData("UNTIL=20240104", "20240104T100000")]
    [InlineData("COUNT=3", "20240105T100000")]
    [InlineData("COUNT=1", "20240103T100000")]
    [InlineData("UNTIL=20240105T000000Z", "99991231T100000")]
    public void The_end_of_a_rule_bounds_it_and_one_in_utc_is_left_to_the_zone(string end, string last)
    {
        var calendar = Calendar($"FREQ=DAILY;{end}", "20240103T100000");
        Assert.Equal(Second(last), calendar.AtOrBefore(long.MaxValue));
        Assert.Null(calendar.AtOrAfter(Second(last) + 1));
        Assert.Equal(Second(last), calendar.AtOrAfter(Second(last)));
    }

    [Fact]
    public void The_largest_count_is_worked_out()
    {
        var calendar = Calendar("FREQ=HOURLY;INTERVAL=5;COUNT=100000", "20240101T000000");
        var last = Second("20240101T000000") + 99_999L * 5 * 3600;
        Assert.Equal(last, calendar.AtOrBefore(LastSecond));
        Assert.Equal(last, calendar.AtOrAfter(last - 1));
        Assert.Null(calendar.AtOrAfter(last + 1));
    }

    [Fact]
    public void A_count_that_the_calendar_has_no_room_for_ends_with_the_calendar()
    {
        var calendar = Calendar("FREQ=YEARLY;COUNT=100000", "20240229T120000");
        Assert.Equal(Second("99960229T120000"), calendar.AtOrBefore(LastSecond));
    }

    [Theory]
    [InlineData("FREQ=SECONDLY", "99991231T235959")]
    [InlineData("FREQ=DAILY", "99991231T000000")]
    [InlineData("FREQ=WEEKLY;WKST=SU;BYDAY=SU,SA", "99991226T000000")]
    [InlineData("FREQ=WEEKLY;WKST=SU;BYDAY=FR;BYSETPOS=-1", "99991231T000000")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1", "99991231T000000")]
    [InlineData("FREQ=YEARLY;BYDAY=FR;BYSETPOS=-1", "99991231T000000")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=52,53;BYDAY=FR", "99991231T000000")]
    public void Both_ends_of_the_calendar_are_reached(string rule, string last)
    {
        var calendar = new RecurrenceCalendar(RecurrenceRule.Parse(rule), 0);
        Assert.Equal(Second(last), calendar.AtOrBefore(long.MaxValue));
        Assert.Null(calendar.AtOrAfter(Second(last) + 1));
        var first = calendar.AtOrAfter(long.MinValue);
        Assert.NotNull(first);
        Assert.Equal(first, calendar.AtOrBefore(first.Value));
        Assert.Null(calendar.AtOrBefore(first.Value - 1));
        Assert.Null(calendar.AtOrBefore(-1));
        Assert.Null(calendar.AtOrAfter(LastSecond + 1));
    }

    /// <summary>2021-01-01 lies in week 53 of 2020, and 2019-12-30 in week 1 of 2020.</summary>
    [Theory]
    [InlineData("FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR", "20200102T000000", "20210101T000000")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=FR", "20200101T000000", "20210101T000000")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "20190101T000000", "20191230T000000")]
    [InlineData("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO", "20180102T000000", "20181231T000000")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;WKST=SU", "20200101T000000", "20210103T000000")]
    public void A_week_at_new_year_counts_in_the_year_of_each_day(string rule, string start, string expected) =>
        Assert.Equal(Second(expected), Calendar(rule, start).AtOrAfter(0));

    [Fact]
    public void Weeks_without_a_weekday_take_that_of_the_start()
    {
        var calendar = Calendar("FREQ=YEARLY;BYWEEKNO=20", "20240103T080000");
        Assert.Equal(Second("20240515T080000"), calendar.AtOrAfter(0));
        Assert.Equal(Second("20250514T080000"), calendar.AtOrAfter(Second("20240515T080001")));
    }

    [Fact]
    public void Plain_and_numbered_weekdays_stand_side_by_side()
    {
        var calendar = Calendar("FREQ=MONTHLY;BYDAY=1MO,FR", "20240901T000000");
        string[] expected = ["20240902", "20240906", "20240913", "20240920", "20240927", "20241004", "20241007"];
        var next = 0L;
        foreach (var day in expected)
        {
            var found = calendar.AtOrAfter(next);
            Assert.Equal(Second(day + "T000000"), found);
            next = found!.Value + 1;
        }
    }

    [Fact]
    public void Positions_count_from_the_whole_period_that_the_start_lies_in()
    {
        var calendar = Calendar("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1", "20240115T090000");
        Assert.Equal(Second("20240131T090000"), calendar.AtOrAfter(0));
        Assert.Equal(Second("20240131T090000"), calendar.AtOrBefore(Second("20240201T085959")));
        Assert.Null(calendar.AtOrBefore(Second("20240131T085959")));
    }

    [Fact]
    public void Nothing_is_allocated_once_the_years_met_are_known()
    {
        string[] rules =
        [
            "FREQ=DAILY;BYHOUR=9,17", "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9,10;BYSETPOS=-1",
            "FREQ=MINUTELY;INTERVAL=7;BYHOUR=3",
            "FREQ=YEARLY;BYWEEKNO=20", "FREQ=WEEKLY;INTERVAL=3;COUNT=500",
        ];
        var from = Second("20240101T000000");
        foreach (var rule in rules)
        {
            var calendar = Calendar(rule, "20240101T000000");
            Walk();
            Assert.Equal(0, Allocated.By(Walk));

            void Walk()
            {
                for (var day = 0; day < 1_000; day++)
                {
                    calendar.AtOrAfter(from + day * 86_400L);
                    calendar.AtOrBefore(from + day * 86_400L);
                }
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(LastSecond + 1)]
    public void A_start_off_the_calendar_is_refused(long start) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new RecurrenceCalendar(RecurrenceRule.Parse("FREQ=DAILY"), start));

    private static RecurrenceCalendar Calendar(string rule, string start) =>
        new(RecurrenceRule.Parse(rule), Second(start));

    private static long Second(string text) =>
        DateTime.ParseExact(text, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture).Ticks / TimeSpan.TicksPerSecond;
}
