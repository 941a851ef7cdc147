using System.Globalization;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class CronTriggerTests
{
    [Theory]
    [InlineData("30 2 * * *", "2016-03-13T01:59:00-05:00", "2016-03-13T03:00:00-04:00")]
    [InlineData("30 2 * * ?", "2024-03-10T00:00:00-05:00", "2024-03-10T03:00:00-04:00")]
    [InlineData("30 2 * * ?", "2024-03-10T03:00:00-04:00", "2024-03-11T02:30:00-04:00")]
    [InlineData("0 2 * * ?", "2012-03-11T00:00:00-05:00", "2012-03-11T03:00:00-04:00")]
    [InlineData("30 2 * * *", "2020-03-07T02:30:00-05:00", "2020-03-08T03:00:00-04:00")]
    [InlineData("0,30 2 * * *", "2016-03-12T02:30:00-05:00", "2016-03-13T03:00:00-04:00")]
    [InlineData("0,30 2 * * *", "2016-03-13T03:00:00-04:00", "2016-03-14T02:00:00-04:00")]
    [InlineData("0 2,3 * * *", "2016-03-13T03:00:00-04:00", "2016-03-14T02:00:00-04:00")]
    [InlineData("*/30 * * * *", "2016-03-13T01:45:00-05:00", "2016-03-13T03:00:00-04:00")]
    [InlineData("30 * * * *", "2016-03-13T01:30:00-05:00", "2016-03-13T03:30:00-04:00")]
    [InlineData("*/20 2 * * *", "2016-03-13T01:30:00-05:00", "2016-03-14T02:00:00-04:00")]
    [InlineData("*/30 * * * *", "2016-11-06T01:30:00-04:00", "2016-11-06T01:00:00-05:00")]
    [InlineData("0,30 1 * * *", "2016-11-06T01:30:00-04:00", "2016-11-07T01:00:00-05:00")]
    [InlineData("0-30 1 * * *", "2016-11-06T01:59:00-04:00", "2016-11-06T01:00:00-05:00")]
    [InlineData("0 */2 * * *", "2016-11-06T00:30:00-04:00", "2016-11-06T02:00:00-05:00")]
    [InlineData("59 1 * * *", "2016-11-06T01:59:59.9999999-05:00", "2016-11-07T01:59:00-05:00")]
    [InlineData("0 1 * * ?", "2012-11-04T01:00:00-04:00", "2012-11-05T01:00:00-05:00")]
    [InlineData("* * * * ?", "2024-11-03T05:53:59.5Z", "2024-11-03T05:54:00Z")]
    public void New_York(string expression, string from, string next) =>
        Expect("America/New_York", expression, from, next);

    [Theory]
    [InlineData("15 2 * * ?", "2019-10-06T00:00:00+10:30", "2019-10-06T02:30:00+11:00")]
    [InlineData("*/30 */2 * * *", "2017-10-01T01:59:00+10:30", "2017-10-01T02:30:00+11:00")]
    [InlineData("30 1 * * *", "2017-04-01T12:00:00+11:00", "2017-04-02T01:30:00+11:00")]
    [InlineData("30 1 * * *", "2017-04-02T01:30:00+11:00", "2017-04-03T01:30:00+10:30")]
    [InlineData("30 1 * * *", "2017-04-02T01:30:00+10:30", "2017-04-03T01:30:00+10:30")]
    [InlineData("*/10 * * * *", "2017-04-02T01:50:00+11:00", "2017-04-02T01:30:00+10:30")]
    public void Lord_Howe_moves_by_half_an_hour(string expression, string from, string next) =>
        Expect("Australia/Lord_Howe", expression, from, next);

    [Theory]
    [InlineData("0 9 30 12 *", "2011-12-01T00:00:00-10:00", "2011-12-31T00:00:00+14:00")]
    [InlineData("0 9 30 12 *", "2011-12-31T00:00:00+14:00", "2012-12-30T09:00:00+14:00")]
    [InlineData("0 9 * * *", "2011-12-29T20:00:00-10:00", "2011-12-31T00:00:00+14:00")]
    [InlineData("0 9 * * *", "2011-12-31T00:00:00+14:00", "2011-12-31T09:00:00+14:00")]
    [InlineData("*/30 * * * *", "2011-12-29T23:30:00-10:00", "2011-12-31T00:00:00+14:00")]
    [InlineData("15 * 30 12 *", "2011-12-01T00:00:00-10:00", "2012-12-30T00:15:00+14:00")]
    public void Apia_left_out_a_day(string expression, string from, string next) =>
        Expect("Pacific/Apia", expression, from, next);

    [Theory]
    [InlineData("Europe/Berlin", "0 2 * * 0", "2024-10-27T00:30:00Z", "2024-11-03T01:00:00Z")]
    [InlineData("Europe/Berlin", "30 2 * * *", "2024-03-30T12:00:00Z", "2024-03-31T01:00:00Z")]
    [InlineData("Europe/Berlin", "*/30 2 * * *", "2024-10-27T00:30:00Z", "2024-10-27T01:00:00Z")]
    [InlineData("Europe/Athens", "*/20 3 * * *", "2016-03-27T02:00:01+02:00", "2016-03-28T03:00:00+03:00")]
    [InlineData("Europe/Dublin", "30 1 * * *", "2019-03-30T12:00:00Z", "2019-03-31T02:00:00+01:00")]
    [InlineData("Europe/London", "1 0 2 1 SUN", "2004-10-31T01:07:03Z", "2005-01-02T00:01:00Z")]
    [InlineData("America/Santiago", "0 0 * * ?", "2019-09-07T12:00:00-04:00", "2019-09-08T01:00:00-03:00")]
    [InlineData("America/Santiago", "0 0 * * ?", "2019-09-08T01:00:00-03:00", "2019-09-09T00:00:00-03:00")]
    [InlineData("America/Santiago", "30 23 * * *", "2017-05-13T23:59:59.9999999-03:00", "2017-05-14T23:30:00-04:00")]
    [InlineData("America/Sao_Paulo", "0 0 * * *", "2018-11-03T12:00:00-03:00", "2018-11-04T01:00:00-02:00")]
    [InlineData("Asia/Pyongyang", "45 23 * * *", "2015-08-14T23:50:00+09:00", "2015-08-15T23:45:00+08:30")]
    [InlineData("Asia/Pyongyang", "45 23 * * *", "2018-05-04T12:00:00+08:30", "2018-05-05T00:00:00+09:00")]
    [InlineData("Antarctica/Troll", "30 1,2 * * *", "2016-03-26T12:00:00Z", "2016-03-27T03:00:00+02:00")]
    [InlineData("Africa/Casablanca", "30 2 * * *", "2019-05-05T02:30:00+01:00", "2019-05-06T02:30:00+00:00")]
    [InlineData("Asia/Amman", "0 1 * * *", "2022-10-27T12:00:00+03:00", "2022-10-28T01:00:00+03:00")]
    [InlineData("Pacific/Kiritimati", "0 0 1 * *", "2026-12-15T00:00:00Z", "2026-12-31T10:00:00Z")]
    [InlineData("Etc/GMT+12", "0 0 1 * *", "2026-12-15T00:00:00Z", "2027-01-01T12:00:00Z")]
    public void Other_zones(string zone, string expression, string from, string next) =>
        Expect(zone, expression, from, next);

    [Theory]
    [InlineData("0 0 1 * 0", "2010-01-01T15:55:00Z", "2010-08-01T00:00:00Z")]
    [InlineData("0 0 1 * 7", "2010-01-01T15:55:00Z", "2010-08-01T00:00:00Z")]
    [InlineData("* * 20-5/5 * *", "2018-02-26T00:00:00Z", "2018-03-04T00:00:00Z")]
    [InlineData("* * * 9-8/3 *", "2016-10-19T00:00:00Z", "2016-12-01T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2016-03-10T00:00:00Z", "2020-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 SUN", "2088-03-01T00:00:00Z", "2128-02-29T00:00:00Z")]
    [InlineData("5 5 5 5 5", "2017-05-05T05:05:00Z", "2023-05-05T05:05:00Z")]
    [InlineData("0 0 31 * *", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z")]
    [InlineData("* * * * *", "9999-12-31T23:58:59.9999999Z", "9999-12-31T23:59:00Z")]
    [InlineData("* * * * *", "9999-12-31T23:59:00Z", null)]
    [InlineData("* * 30 2 *", "1970-01-01T00:00:00Z", null)]
    [InlineData("0 0 30 2 *", "1970-01-01T00:00:00Z", null)]
    [InlineData("* * 31 2,4,6,9,11 *", "1970-01-01T00:00:00Z", null)]
    public void The_calendar_in_UTC(string expression, string from, string? next) =>
        Expect("UTC", expression, from, next);

    [Theory]
    [InlineData("30 2 * * *", "2016-03-13T12:00:00-04:00", "2016-03-13T03:00:00-04:00")]
    [InlineData("30 2 * * *", "2016-03-13T02:59:59.9999999-04:00", "2016-03-12T02:30:00-05:00")]
    [InlineData("*/20 2 * * *", "2016-03-13T12:00:00-04:00", "2016-03-12T02:40:00-05:00")]
    [InlineData("30 1 * * *", "2016-11-06T01:45:00-05:00", "2016-11-06T01:30:00-04:00")]
    [InlineData("*/30 1 * * *", "2016-11-06T01:45:00-05:00", "2016-11-06T01:30:00-05:00")]
    [InlineData("0 0 29 2 *", "2104-02-28T00:00:00-05:00", "2096-02-29T00:00:00-05:00")]
    [InlineData("0 0 30 2 *", "2104-02-28T00:00:00-05:00", null)]
    [InlineData("0 0 1 1 *", "0001-01-01T00:00:00Z", null)]
    public void The_last_tick_in_New_York(string expression, string from, string? last) =>
        Assert.Equal(At(last), Cron(expression, "America/New_York").Last(At(from)!.Value));

    [Fact]
    public void Ticks_never_end_early_or_go_back_in_any_zone_of_this_machine()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().Where(z => z.Id.Contains('/')))
        {
            foreach (var text in (string[])["30 2 * * *", "0,30 0 * * *", "*/30 * * * *"])
            {
                var trigger = new CronTrigger(CronExpression.Parse(text), zone);
                var at = new DateTimeOffset(2011, 12, 28, 0, 0, 0, TimeSpan.Zero);
                for (var i = 0; i < 60; i++)
                {
                    var next = trigger.Next(at);
                    Assert.True(next > at && next - at <= TimeSpan.FromHours(50), $"{trigger} from {at:O}: {next:O}");
                    Assert.True(trigger.Last(next.Value) == next, $"{trigger} last at {next:O}");
                    at = next.Value;
                }
            }
        }
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public void The_ends_of_the_calendar_are_no_error_in_any_offset(string from)
    {
        var at = At(from)!.Value;
        foreach (var zone in (string[])["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "America/New_York"])
        {
            foreach (var text in (string[])["* * * * *", "0 0 * * *", "0 0 30 2 *"])
            {
                var trigger = Cron(text, zone);
                var (next, last) = (trigger.Next(at), trigger.Last(at));
                Assert.True(next is null || next > at, $"{trigger}: {next:O}");
                Assert.True(last is null || last <= at, $"{trigger}: {last:O}");
            }
        }
    }

    [Fact]
    public void A_zone_that_cannot_be_found_again_is_refused()
    {
        var custom = TimeZoneInfo.CreateCustomTimeZone("Mine", TimeSpan.FromHours(1), "Mine", "Mine");
        Assert.Throws<UnknownZoneException>(() => new CronTrigger(CronExpression.Parse("@daily"), custom));
    }

    private static void Expect(string zone, string expression, string from, string? next) =>
        Assert.Equal(At(next), Cron(expression, zone).Next(At(from)!.Value));

    private static CronTrigger Cron(string expression, string zone) =>
        new(CronExpression.Parse(expression), TimeZones.Find(zone));

    private static DateTimeOffset? At(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
