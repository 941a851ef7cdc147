using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers.Recurrence;

public sealed class RecurrenceRuleTests
{
    [Theory]
    [InlineData("FREQ=DAILY", "FREQ=DAILY")]
    [InlineData("  rrule:freq=daily;interval=1;wkst=mo ", "FREQ=DAILY")]
    [InlineData("WKST=SU;BYDAY=fr,MO,fr;INTERVAL=02;COUNT=010;FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=10;BYDAY=MO,FR;WKST=SU")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1,-2,+15,1,01", "FREQ=MONTHLY;BYMONTHDAY=1,15,-2,-1")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR,+2MO,SU,2FR,TU,-2SA", "FREQ=MONTHLY;BYDAY=TU,SU,2MO,2FR,-2SA,-1FR")]
    [InlineData("FREQ=HOURLY;BYSETPOS=-1;BYSECOND=60,58;BYMINUTE=3;BYHOUR=9;BYYEARDAY=-1,4;BYMONTH=2,1;BYMONTHDAY=3",
        "FREQ=HOURLY;BYMONTH=1,2;BYYEARDAY=4,-1;BYMONTHDAY=3;BYHOUR=9;BYMINUTE=3;BYSECOND=58,59;BYSETPOS=-1")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=-1,1;UNTIL=20301231", "FREQ=YEARLY;UNTIL=20301231;BYWEEKNO=1,-1")]
    [InlineData("FREQ=YEARLY;UNTIL=20301231t235960", "FREQ=YEARLY;UNTIL=20301231T235959")]
    [InlineData("FREQ=YEARLY;UNTIL=20301231T235960z", "FREQ=YEARLY;UNTIL=20301231T235959Z")]
    public void The_text_has_one_form(string written, string text)
    {
        var rule = RecurrenceRule.Parse(written);
        Assert.Equal((text, text), (rule.Text, rule.ToString()));
        var again = RecurrenceRule.Parse(rule.Text);
        Assert.Equal(rule, again);
        Assert.Equal(rule.GetHashCode(), again.GetHashCode());
    }

    [Fact]
    public void Rules_of_different_texts_are_not_equal()
    {
        var rule = RecurrenceRule.Parse("FREQ=DAILY");
        Assert.False(rule.Equals(RecurrenceRule.Parse("FREQ=DAILY;INTERVAL=2")));
        Assert.False(rule.Equals(null));
        Assert.False(rule.Equals((object)"FREQ=DAILY"));
    }

    [Fact]
    public void Count_and_until_are_shown()
    {
        Assert.Equal(10, RecurrenceRule.Parse("FREQ=DAILY;COUNT=10").Count);
        var utc = RecurrenceRule.Parse("FREQ=DAILY;UNTIL=19971224T010203Z");
        Assert.Equal(new DateTimeOffset(1997, 12, 24, 1, 2, 3, TimeSpan.Zero), utc.UntilUtc);
        Assert.Null(utc.Count);
        Assert.Null(RecurrenceRule.Parse("FREQ=DAILY;UNTIL=19971224T010203").UntilUtc);
        Assert.Null(RecurrenceRule.Parse("FREQ=DAILY;UNTIL=19971224").UntilUtc);
    }

    [Theory]
    [InlineData("SECONDLY", true)]
    [InlineData("MINUTELY", true)]
    [InlineData("HOURLY", true)]
    [InlineData("DAILY", false)]
    [InlineData("WEEKLY", false)]
    [InlineData("MONTHLY", false)]
    [InlineData("YEARLY", false)]
    public void A_rule_below_a_day_is_an_interval(string frequency, bool interval) =>
        Assert.Equal(interval, RecurrenceRule.Parse($"FREQ={frequency};BYHOUR=9").IsInterval);

    [Theory]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=10", "Every 2 weeks on Monday and Friday, 10 times")]
    [InlineData("FREQ=DAILY", "Every day")]
    [InlineData("FREQ=DAILY;COUNT=1;BYHOUR=9,17;BYMINUTE=30", "Every day at 09:30 and 17:30, once")]
    [InlineData("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=5", "Every day at 09:00:05")]
    [InlineData("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11", "Every 20 minutes at hours 9, 10 and 11")]
    [InlineData("FREQ=HOURLY;BYMINUTE=15;BYSECOND=0", "Every hour at minute 15 at second 0")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1,15,-2,-1",
        "Every month on day 1, day 15, the 2nd to last day and the last day of the month")]
    [InlineData("FREQ=MONTHLY;BYDAY=1FR,-1SU", "Every month on the 1st Friday and the last Sunday of the month")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "Every month on Friday, if it is day 13 of the month")]
    [InlineData("FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3",
        "Every month on Tuesday, Wednesday and Thursday, only the 3rd of the times in each month")]
    [InlineData("FREQ=YEARLY;BYDAY=20MO,TU", "Every year on every Tuesday and the 20th Monday of the year")]
    [InlineData("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3,10;BYHOUR=1;BYMINUTE=0",
        "Every year on the last Sunday of the month in March and October at 01:00")]
    [InlineData("FREQ=YEARLY;BYYEARDAY=1,111,-1", "Every year on day 1, day 111 and the last day of the year")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20,-1;WKST=SU", "Every year in week 20 and the last week, weeks from Sunday")]
    [InlineData("FREQ=DAILY;UNTIL=19971224", "Every day, until the end of 1997-12-24")]
    [InlineData("FREQ=DAILY;UNTIL=19971224T010203", "Every day, until 1997-12-24 01:02:03")]
    [InlineData("FREQ=DAILY;UNTIL=19971224T010203Z", "Every day, until 1997-12-24 01:02:03 UTC")]
    public void A_rule_is_described_in_english(string text, string description) =>
        Assert.Equal(description, RecurrenceRule.Parse(text).Description);
}
