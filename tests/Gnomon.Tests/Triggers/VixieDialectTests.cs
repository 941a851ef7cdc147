using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

/// <summary>The grammar of Unix cron: five fields, either day field unless one begins with a star, Sunday is 0 and 7.
/// </summary>
public sealed class VixieDialectTests
{
    /// <summary>The first ticks of 2026, whose first day is a Thursday.</summary>
    [Theory]
    [InlineData("* * * * *", "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z 2026-01-01T00:02:00Z")]
    [InlineData("*/20 * * * *", "2026-01-01T00:00:00Z 2026-01-01T00:20:00Z 2026-01-01T00:40:00Z")]
    [InlineData("10-20/5 8-17/3 * * *", "2026-01-01T08:10:00Z 2026-01-01T08:15:00Z 2026-01-01T08:20:00Z")]
    [InlineData("1,5-6 0 * * *", "2026-01-01T00:01:00Z 2026-01-01T00:05:00Z 2026-01-01T00:06:00Z")]
    [InlineData("0 0 1 * *", "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z 2026-03-01T00:00:00Z")]
    [InlineData("0 0 * * 1,3", "2026-01-05T00:00:00Z 2026-01-07T00:00:00Z 2026-01-12T00:00:00Z")]
    [InlineData("0 0 * * 5-7", "2026-01-02T00:00:00Z 2026-01-03T00:00:00Z 2026-01-04T00:00:00Z")]
    [InlineData("0 0 * * 0-7/2", "2026-01-01T00:00:00Z 2026-01-03T00:00:00Z 2026-01-04T00:00:00Z")]
    [InlineData("0 0 * * sun", "2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z")]
    [InlineData("0 0 * * MON-FRI/2", "2026-01-02T00:00:00Z 2026-01-05T00:00:00Z 2026-01-07T00:00:00Z")]
    [InlineData("0 0 13 * FRI", "2026-01-02T00:00:00Z 2026-01-09T00:00:00Z 2026-01-13T00:00:00Z")]
    [InlineData("0 0 1,15 * SUN", "2026-01-01T00:00:00Z 2026-01-04T00:00:00Z 2026-01-11T00:00:00Z")]
    [InlineData("0 0 */10 * 1", "2026-05-11T00:00:00Z 2026-06-01T00:00:00Z 2026-08-31T00:00:00Z")]
    [InlineData("0 0 13 * */2", "2026-01-13T00:00:00Z 2026-06-13T00:00:00Z 2026-08-13T00:00:00Z")]
    [InlineData("0 0 1-31 * MON", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("0 0 1,* * MON", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("0 0 *,1 * MON", "2026-01-05T00:00:00Z 2026-01-12T00:00:00Z 2026-01-19T00:00:00Z")]
    [InlineData("0 0 1 jan-mar *", "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z 2026-03-01T00:00:00Z")]
    [InlineData("0 0 31 4 *", "never")]
    [InlineData("0 0 31 4 MON", "2026-04-06T00:00:00Z 2026-04-13T00:00:00Z 2026-04-20T00:00:00Z")]
    [InlineData("@every_minute", "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z 2026-01-01T00:02:00Z")]
    [InlineData("@hourly", "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z")]
    [InlineData("@daily", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("@midnight", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("@weekly", "2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z")]
    [InlineData("@monthly", "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z 2026-03-01T00:00:00Z")]
    [InlineData("@YEARLY", "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z 2028-01-01T00:00:00Z")]
    [InlineData("@annually", "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z 2028-01-01T00:00:00Z")]
    public void What_it_accepts_and_when_that_ticks(string text, string ticks) =>
        new HardCase("own", "grammar", "cron[vixie]: " + text, "2025-12-31T23:59:59Z", ticks).Check();

    [Theory]
    [InlineData("22-1 * * * *", "minute", 4, "1", "a range whose lower end comes first, or a list")]
    [InlineData("0 22-1 * * *", "hour", 6, "1", "a range whose lower end comes first, or a list")]
    [InlineData("0 0 * * FRI-SUN", "day-of-week", 13, "SUN", "a range whose lower end comes first, or a list")]
    [InlineData("0 0 * NOV-FEB *", "month", 11, "FEB", "a range whose lower end comes first, or a list")]
    [InlineData("5/10 * * * *", "minute", 1, "5/10", "5-59/10, or */10")]
    [InlineData("0 0 ? * *", "day-of-month", 5, "?", "1 to 31, and * , - /")]
    [InlineData("0 0 L * *", "day-of-month", 5, "L", "1 to 31")]
    [InlineData("0 0 15W * *", "day-of-month", 5, "15W", "1 to 31")]
    [InlineData("0 0 * * 5L", "day-of-week", 9, "5L", "0 to 7, SUN to SAT")]
    [InlineData("0 0 * * FRI#3", "day-of-week", 9, "FRI#3", "0 to 7, SUN to SAT, and * , - /")]
    [InlineData("H * * * *", "minute", 1, "H", "0 to 59, and * , - /")]
    [InlineData("*/0 * * * *", "minute", 3, "0", "1 to 59")]
    [InlineData("1-2-3 * * * *", "minute", 1, "1-2-3", "a range such as 1-5")]
    [InlineData("60 * * * *", "minute", 1, "60", "0 to 59")]
    [InlineData("0 0 0 * *", "day-of-month", 5, "0", "1 to 31")]
    [InlineData("0 0 * * 8", "day-of-week", 9, "8", "0 to 7, SUN to SAT")]
    [InlineData("* * * *", "expression", 1, "* * * *", "five fields: minute hour day-of-month month day-of-week")]
    [InlineData(
        "30 0 2 * * *", "expression", 12, "30 0 2 * * *",
        "seconds are asked for with the dialect native and six fields, seconds first")]
    [InlineData("0 2 1 1 * 2030", "expression", 11, "0 2 1 1 * 2030", "a year with the dialect quartz and seven")]
    [InlineData("0 0 2 1 1 * 2030", "expression", 11, "0 0 2 1 1 * 2030", "a year with the dialect quartz and seven")]
    [InlineData("0 2 1 1 2030", "day-of-week", 9, "2030", "a year with the dialect quartz and seven")]
    [InlineData("@every_second", "expression", 1, "@every_second", "@every_minute @hourly")]
    [InlineData("@reboot", "expression", 1, "@reboot", "a schedule has no start of the machine")]
    [InlineData("@every", "expression", 1, "@every", "'@every 90s' stands by itself as a trigger")]
    public void What_it_refuses_and_why(string text, string field, int column, string offending, string allowed)
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(text, CronDialect.Vixie));
        Assert.Equal((field, column, offending), (error.Field, error.Position, error.Offending));
        Assert.Contains(allowed, error.Allowed);
        Assert.StartsWith($"cron {field}, column {column}: '{offending}' ", error.Message);
        Assert.EndsWith(error.Allowed, error.Message);
    }
}
