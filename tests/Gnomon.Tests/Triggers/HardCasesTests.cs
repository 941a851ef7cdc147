using Gnomon.Triggers;
using Gnomon.Triggers.Cron;
using Xunit;

namespace Gnomon.Tests.Triggers;

/// <summary>The cases that the test suites of other schedulers are proudest of. Where a source follows another rule
/// than our default, its row names the rule, and the row after it shows the default.</summary>
public sealed class HardCasesTests
{
    public static TheoryData<HardCase> Gaps { get; } = HardCase.Rows(
        new("1", "Cronos, jumps forward", "cron: 0 30 2 * * * in America/New_York",
            "2016-03-13T01:59:00-05:00", "2016-03-13T03:00:00-04:00"),
        new("2", "Quartz.NET, fixed time in a gap", "cron[quartz]: 0 30 2 * * ? in America/New_York gap=shift",
            "2024-03-10T00:00:00-05:00", "2024-03-10T03:30:00-04:00 2024-03-11T02:30:00-04:00"),
        new("2a", "our default", "cron[quartz]: 0 30 2 * * ? in America/New_York",
            "2024-03-10T00:00:00-05:00", "2024-03-10T03:00:00-04:00 2024-03-11T02:30:00-04:00"),
        new("3", "Temporal, next across DST", "cron: 33 33 2 * * * in US/Pacific gap=skip",
            "2022-03-12T02:33:33-08:00", "2022-03-14T02:33:33-07:00"),
        new("3a", "our default", "cron: 33 33 2 * * * in US/Pacific",
            "2022-03-12T02:33:33-08:00", "2022-03-13T03:00:00-07:00 2022-03-14T02:33:33-07:00"),
        new("4", "robfig/cron, skipped nightly job", "cron: 0 2 * * ? in America/New_York gap=skip",
            "2012-03-11T00:00:00-05:00", "2012-03-12T02:00:00-04:00"),
        new("4a", "our default", "cron: 0 2 * * ? in America/New_York",
            "2012-03-11T00:00:00-05:00", "2012-03-11T03:00:00-04:00 2012-03-12T02:00:00-04:00"),
        new("5", "croniter, range across DST", "cron: 30 2 * * * in US/Eastern gap=shift",
            "2020-03-07T02:30:00-05:00", "2020-03-08T03:30:00-04:00"),
        new("5a", "our default", "cron: 30 2 * * * in US/Eastern",
            "2020-03-07T02:30:00-05:00", "2020-03-08T03:00:00-04:00"),
        new("6", "cron-parser, list in a gap", "cron: */20 3 * * * in Europe/Athens gap=shift",
            "2016-03-27T02:00:01+02:00",
            "2016-03-27T04:00:00+03:00 2016-03-27T04:20:00+03:00 2016-03-27T04:40:00+03:00 2016-03-28T03:00:00+03:00"),
        new("6a", "our default for an interval", "cron: */20 3 * * * in Europe/Athens",
            "2016-03-27T02:00:01+02:00", "2016-03-28T03:00:00+03:00"),
        new("7", "Cronos, one run for two", "cron: 0 0,30 2 * * * in America/New_York",
            "2016-03-12T02:30:00-05:00", "2016-03-13T03:00:00-04:00 2016-03-14T02:00:00-04:00"),
        new("8", "Cronos, interval", "cron: 0 */30 * * * * in America/New_York",
            "2016-03-13T01:45:00-05:00", "2016-03-13T03:00:00-04:00"),
        new("9", "Cronos, H/30 off phase", "cron: 0 8/30 * * * * in America/New_York gap=after",
            "2016-03-13T01:38:00-05:00", "2016-03-13T03:00:00-04:00"),
        new("9a", "our default keeps the phase", "cron: 0 8/30 * * * * in America/New_York",
            "2016-03-13T01:38:00-05:00", "2016-03-13T03:08:00-04:00"),
        new("10", "Cronos, from is around DST", "cron: 30 0 L * * in Asia/Amman",
            "2017-03-30T23:59:59.9999999+02:00", "2017-03-31T01:00:00+03:00"),
        new("11", "Cronos, LW at a midnight gap", "cron: 30 0 LW * * in Asia/Amman",
            "2018-03-29T23:59:00+02:00", "2018-03-30T01:00:00+03:00"),
        new("12", "Quartz.NET, midnight gap", "cron[quartz]: 0 0 0 * * ? in America/Santiago",
            "2019-09-07T12:00:00-04:00", "2019-09-08T01:00:00-03:00 2019-09-09T00:00:00-03:00"),
        new("13", "Quartz.NET, half an hour", "cron[quartz]: 0 15 2 * * ? in Australia/Lord_Howe gap=shift",
            "2019-10-06T00:00:00+10:30", "2019-10-06T02:45:00+11:00"),
        new("13a", "our default", "cron[quartz]: 0 15 2 * * ? in Australia/Lord_Howe",
            "2019-10-06T00:00:00+10:30", "2019-10-06T02:30:00+11:00"),
        new("14", "Cronos, half an hour", "cron: 0 */30 */2 * * * in Australia/Lord_Howe",
            "2017-10-01T01:59:00+10:30", "2017-10-01T02:30:00+11:00"));

    public static TheoryData<HardCase> Overlaps { get; } = HardCase.Rows(
        new("15", "Cronos, jumps backward", "cron: 0 */30 * * * * in America/New_York",
            "2016-11-06T01:30:00-04:00", "2016-11-06T01:00:00-05:00"),
        new("16", "Cronos, fixed times", "cron: 0 0,30 1 * * * in America/New_York",
            "2016-11-06T01:30:00-04:00", "2016-11-07T01:00:00-05:00"),
        new("17", "Cronos, a range is an interval", "cron: 0 0-30 1 * * * in America/New_York",
            "2016-11-06T01:59:00-04:00", "2016-11-06T01:00:00-05:00"),
        new("18", "Cronos, seconds", "cron: */30 0 1 * * * in America/New_York",
            "2016-11-06T01:00:30-04:00", "2016-11-06T01:00:00-05:00"),
        new("19", "Cronos, every second hour", "cron: 0 0 */2 * * * in America/New_York",
            "2016-11-06T00:30:00-04:00", "2016-11-06T02:00:00-05:00"),
        new("20", "Cronos, the last tick of an overlap", "cron: 59 59 01 * * * in America/New_York",
            "2016-11-06T01:59:59.9999998-05:00", "2016-11-07T01:59:59-05:00"),
        new("21", "Cronos, overlap across a date", "cron: 30 23 * * * in America/Santiago",
            "2017-05-13T23:59:59.9999999-03:00", "2017-05-14T23:30:00-04:00"),
        new("22", "Cronos, delta is not an hour", "cron: 0 30 1 * * * in Australia/Lord_Howe",
            "2017-04-02T01:29:59.9999999+10:30", "2017-04-03T01:30:00+10:30"),
        new("23", "Temporal, both passes", "cron: 33 33,44 1 * * * in US/Pacific overlap=both",
            "2021-11-07T00:15:15-07:00",
            "2021-11-07T01:33:33-07:00 2021-11-07T01:44:33-07:00 2021-11-07T01:33:33-08:00 2021-11-07T01:44:33-08:00"),
        new("23a", "our default", "cron: 33 33,44 1 * * * in US/Pacific",
            "2021-11-07T00:15:15-07:00",
            "2021-11-07T01:33:33-07:00 2021-11-07T01:44:33-07:00 2021-11-08T01:33:33-08:00"),
        new("24", "robfig/cron, runs twice", "cron: 0 1 * * ? in America/New_York overlap=both",
            "2012-11-04T01:00:00-04:00", "2012-11-04T01:00:00-05:00"),
        new("24a", "our default", "cron: 0 1 * * ? in America/New_York",
            "2012-11-04T01:00:00-04:00", "2012-11-05T01:00:00-05:00"),
        new("25", "Cronos issue 71", "cron: 0 0 2 * * 0 in Europe/Berlin",
            "2024-10-27T00:30:00Z", "2024-11-03T01:00:00Z"),
        new("26", "Quartz.NET, sub-second instant", "cron[quartz]: 0 * * * * ? in America/New_York",
            "2024-11-03T05:53:59.5Z", "2024-11-03T05:54:00Z"),
        new("27", "Temporal, start in a repeated hour", "cron: 1 0 2 1 SUN in Europe/London",
            "2004-10-31T01:07:03+01:00", "2005-01-02T00:01:00Z"),
        new("27a", "the second pass as start", "cron: 1 0 2 1 SUN in Europe/London",
            "2004-10-31T01:07:03Z", "2005-01-02T00:01:00Z"));

    public static TheoryData<HardCase> Calendars { get; } = HardCase.Rows(
        new("28", "Jenkins, Sunday 0", "cron: 0 0 1 * 0", "2010-01-01T15:55:00Z", "2010-08-01T00:00:00Z"),
        new("28a", "Jenkins 12357, Sunday 7", "cron: 0 0 1 * 7", "2010-01-01T15:55:00Z", "2010-08-01T00:00:00Z"),
        new("29", "robfig/cron, a star with a step means both", "cron[vixie]: * * */10 * Sun",
            "2012-07-14T23:59:59Z", "2012-10-21T00:00:00Z"),
        new("29a", "robfig/cron, either day", "cron[vixie]: * * 1,15 * Sun",
            "2012-06-14T23:59:59Z", "2012-06-15T00:00:00Z"),
        new("29b", "robfig/cron, either day", "cron[vixie]: 0 0 1,15 * Sun",
            "2012-06-14T23:59:59Z", "2012-06-15T00:00:00Z 2012-06-17T00:00:00Z 2012-06-24T00:00:00Z"),
        new("30", "Quartz.NET, both day fields", "cron[quartz]: 0 15 10 * * MON,THU,FRI 2010",
            "2010-09-30T12:00:00Z", "2010-10-01T10:15:00Z 2010-10-02T10:15:00Z 2010-10-03T10:15:00Z"),
        new("30a", "native: both must match", "cron: 0 15 10 * * MON,THU,FRI",
            "2010-09-30T12:00:00Z", "2010-10-01T10:15:00Z 2010-10-04T10:15:00Z 2010-10-07T10:15:00Z"),
        new("31", "Cronos, wrap and step", "cron: * * * 20-5/5 * *", "2018-02-26T00:00:00Z", "2018-03-04T00:00:00Z"),
        new("32", "Cronos, wrap and step", "cron: * * * * 9-8/3 *", "2016-10-19T00:00:00Z", "2016-12-01T00:00:00Z"),
        new("33", "Cronos, 31W in months that have it", "cron: 0 30 17 31W * *",
            "2018-03-30T17:45:00Z", "2018-05-31T17:30:00Z"),
        new("33a", "Quartz.NET 2330, 31W in each month", "cron[quartz]: 0 0 12 31W * ?",
            "2025-01-31T12:00:00Z", "2025-02-28T12:00:00Z"),
        new("34", "Cronos, 1W on a Saturday", "cron: * * * 1W * *", "2017-04-01T00:00:00Z", "2017-04-03T00:00:00Z"),
        new("35", "Cronos, L-30", "cron: * * * L-30 * *", "2017-02-01T00:00:00Z", "2017-03-01T00:00:00Z"),
        new("35a", "Cronos, leap day", "cron: 0 0 0 29 2 *", "2016-03-10T00:00:00Z", "2020-02-29T00:00:00Z"),
        new("36", "Cronos, both day fields", "cron: 5 5 5 5 5", "2017-05-05T05:05:00Z", "2023-05-05T05:05:00Z"),
        new("36a", "vixie: either", "cron[vixie]: 5 5 5 5 5", "2017-05-05T05:05:00Z", "2017-05-12T05:05:00Z"),
        new("37", "Cronos, unreachable", "cron: * * 30 2 *", "1970-01-01T00:00:00Z", "never"),
        new("37a", "Cronos, unreachable", "cron: * * LW * SUN", "1970-01-01T00:00:00Z", "never"),
        new("37b", "Cronos, unreachable", "cron: * * L-3 * SUN#5 in Asia/Amman", "1970-01-01T00:00:00Z",
            "never"),
        new("38", "Cronos, the end of time", "cron: * * * * * *", "9999-12-31T23:59:59Z", "never"),
        new("38a", "Cronos, a tick before it", "cron: * * * * * *", "9999-12-31T23:59:58.9999999Z",
            "9999-12-31T23:59:59Z never"),
        new("own", "leap day across 2100", "cron: 0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"));

    [Theory]
    [MemberData(nameof(Gaps))]
    public void Times_that_clocks_jump_over(HardCase row) => row.Check();

    [Theory]
    [MemberData(nameof(Overlaps))]
    public void Times_that_clocks_show_twice(HardCase row) => row.Check();

    [Theory]
    [MemberData(nameof(Calendars))]
    public void Days_and_the_ends_of_the_calendar(HardCase row) => row.Check();

    [Theory]
    [InlineData("* * */10 * Sun", "2012-07-15T00:00:00Z", false)]
    [InlineData("* * 1,15 * Sun", "2012-06-15T00:00:00Z", true)]
    [InlineData("* * */2 * Sun", "2012-07-15T00:00:00Z", true)]
    public void Whether_a_day_matches_in_vixie_case_29(string expression, string instant, bool matches)
    {
        var trigger = (CronTrigger)When.Cron(expression, dialect: CronDialect.Vixie);
        var at = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(matches, trigger.Last(at) == at);
        Assert.Equal(matches, trigger.Next(at.AddTicks(-1)) == at);
    }

    /// <summary>Jenkins, testHash1: the hash gives the last of what it may choose from.</summary>
    [Fact]
    public void Hashes_that_pick_the_last_value_case_39()
    {
        var last = new CronHash((_, count) => count - 1);
        var syntax = CronParser.Parse("H H(5-8) H/3 H(1-10)/4 *", CronDialect.Native, last);
        Assert.Equal([59], syntax.Values(CronFieldName.Minute));
        Assert.Equal([8], syntax.Values(CronFieldName.Hour));
        Assert.Equal([3, 6, 9, 12, 15, 18, 21, 24, 27], syntax.Values(CronFieldName.DayOfMonth));
        Assert.Equal([4, 8], syntax.Values(CronFieldName.Month));
    }
}
