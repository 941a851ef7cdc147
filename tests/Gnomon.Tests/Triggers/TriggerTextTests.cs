using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class TriggerTextTests
{
    [Theory]
    [InlineData("@once 2026-11-21T10:00:00Z", "@once 2026-11-21T10:00:00Z")]
    [InlineData("@once 2026-11-21T10:00:00.0000000Z", "@once 2026-11-21T10:00:00Z")]
    [InlineData("@once 2026-11-21T18:00:00.5+08:00", "@once 2026-11-21T10:00:00.5Z")]
    [InlineData("@every 90s from 2026-11-21T10:00:00Z", "@every 1m30s from 2026-11-21T10:00:00Z")]
    [InlineData("@every 1ms from 0001-01-01T00:00:00Z", "@every 1ms")]
    [InlineData("@every 90s", "@every 1m30s")]
    [InlineData("cron: 0 2 * * *", "cron: 0 2 * * *")]
    [InlineData("cron  0 2 * *  mon", "cron: 0 2 * * MON")]
    [InlineData("cron: 0 2 * * * in UTC", "cron: 0 2 * * *")]
    [InlineData("cron 0 2 * * * in Asia/Shanghai", "cron: 0 2 * * * in Asia/Shanghai")]
    [InlineData("cron: @daily in Australia/Lord_Howe", "cron: @daily in Australia/Lord_Howe")]
    [InlineData("cron[native]: 30 0 2 * * *", "cron: 30 0 2 * * *")]
    [InlineData("cron[quartz]: 0 15 10 ? * 6l 2030", "cron[quartz]: 0 15 10 ? * 6L 2030")]
    [InlineData(
        "cron[vixie]: 0 2 1 * mon in Europe/Berlin gap=shift overlap=both",
        "cron[vixie]: 0 2 1 * MON in Europe/Berlin gap=shift overlap=both")]
    [InlineData("cron: 0 2 * * * overlap=second", "cron: 0 2 * * * overlap=second")]
    [InlineData(
        "cron: 0 9 * * * or @every 1h or cron: 0 12 * * SAT in Asia/Tokyo",
        "cron: 0 9 * * * or @every 1h or cron: 0 12 * * SAT in Asia/Tokyo")]
    [InlineData(
        "cron: 0 9 * * * except cron: * * * * SUN except dates 2026-12-26,2026-12-25 in Europe/Berlin",
        "cron: 0 9 * * * except cron: * * * * SUN except dates 2026-12-25,2026-12-26 in Europe/Berlin")]
    [InlineData(
        "rrule: RRULE:byday=-1fr;freq=monthly from 2026-01-30T17:00:00 in Europe/Berlin gap=skip",
        "rrule: FREQ=MONTHLY;BYDAY=-1FR from 2026-01-30T17:00:00 in Europe/Berlin gap=skip")]
    [InlineData("@every 1h except calendar de-be 2026-12-25", "@every 1h except calendar de-be 2026-12-25")]
    public void A_text_reads_back_into_an_equal_trigger(string text, string normal)
    {
        var trigger = TriggerText.Parse(text);
        Assert.Equal(normal, trigger.Text);
        Assert.Equal(normal, trigger.ToString());
        Assert.Equal(trigger, TriggerText.Parse(trigger.Text));
        Assert.Equal(trigger.GetHashCode(), TriggerText.Parse(trigger.Text).GetHashCode());
    }

    [Fact]
    public void Made_triggers_read_back_to_the_last_tick_of_the_clock()
    {
        var at = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.FromHours(-3)).AddTicks(1_234_567);
        Trigger[] made =
        [
            new OnceTrigger(at), new OnceTrigger(DateTimeOffset.MaxValue),
            new IntervalTrigger(TimeSpan.FromTicks(10_001), at), new IntervalTrigger(TimeSpan.MaxValue, at),
            new CronTrigger(CronExpression.Parse("22-1 1,2 ? * FRI-MON"), TimeZones.Find("America/New_York")),
        ];
        foreach (var trigger in made) Assert.Equal(trigger, TriggerText.Parse(trigger.Text));
    }

    [Theory]
    [InlineData("", "is not a trigger")]
    [InlineData("0 2 * * *", "'0' does not begin a trigger; allowed are '@once INSTANT'")]
    [InlineData("@daily", "'cron: EXPRESSION [in ZONE]'")]
    [InlineData("@once", "an instant is missing at the end")]
    [InlineData("@every", "a duration is missing at the end")]
    [InlineData("@every 90s since 2026-11-21T10:00:00Z", "'since' was not expected there")]
    [InlineData("cron[cron]: 0 2 * * *", "'cron' is not a dialect; allowed are native, vixie and quartz")]
    [InlineData("cron: 0 2 * * * gap=never", "'never' is not a rule for gaps; allowed are after, shift and skip")]
    [InlineData("cron: 0 2 * * * overlap=", "'' is not a rule for overlaps; allowed are first, second and both")]
    [InlineData("cron: 0 2 * * * in", "a time zone is missing at the end")]
    [InlineData("@every 1h or", "a trigger is missing at the end")]
    [InlineData("@every 1h except @every 2h", "'@every' does not begin an exclusion")]
    [InlineData("@every 1h except dates 2026-02-30", "'2026-02-30' is not a date")]
    [InlineData("@every 1h except calendar a/b 2026-02-28", "'a/b' is not a calendar; a name has letters")]
    [InlineData("rrule: FREQ=DAILY", "'from' and the local time that the rule counts from are missing")]
    [InlineData("rrule: FREQ=DAILY from 2026-01-30T17:00:00Z", "allowed are times without an offset")]
    [InlineData("rrule: FREQ=DAYLY from 2026-01-30T17:00:00", "rrule FREQ, column 6: 'DAYLY'")]
    [InlineData("cron: H 2 * * *", "needs the name of a schedule")]
    [InlineData("@every 90 from 2026-11-21T10:00:00Z", "write 90s for seconds")]
    [InlineData("@every 0s from 2026-11-21T10:00:00Z", "at least 1ms")]
    [InlineData("@once 2026-11-21T10:00:00", "'2026-11-21T10:00:00' is not an instant")]
    [InlineData("@once 2026-02-30T10:00:00Z", "is not an instant")]
    [InlineData("@once tomorrow", "time with an offset")]
    [InlineData("cron", "five fields")]
    [InlineData("cron 61 2 * * *", "cron minute, column 1: '61'")]
    [InlineData("cron 0 2 * * * in Asia/Shangai", "did you mean Asia/Shanghai?")]
    public void What_is_not_a_trigger_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.ThrowsAny<FormatException>(() => TriggerText.Parse(text)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("@once ")]
    [InlineData("@every ")]
    [InlineData("@every 1h ")]
    [InlineData("@every 1h except ")]
    [InlineData("@every 1h except dates ")]
    [InlineData("@every 1h except calendar ")]
    [InlineData("cron: @daily in ")]
    [InlineData("cron: @daily gap=")]
    [InlineData("cron: ")]
    [InlineData("rrule: ")]
    [InlineData("rrule: FREQ=DAILY from ")]
    public void A_message_shows_a_long_word_in_part(string head)
    {
        var text = head + new string('x', 16_000);
        Assert.InRange(Assert.ThrowsAny<FormatException>(() => TriggerText.Parse(text)).Message.Length, 20, 1_000);
    }

    [Fact]
    public void A_very_long_text_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => TriggerText.Parse("cron " + new string('*', 100_000)));
        Assert.Contains("at most 16,384", error.Message);
    }
}
