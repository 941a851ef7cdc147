using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

/// <summary>The grammar of Quartz: six fields or seven, either day field, Sunday is 1.
/// </summary>
public sealed class QuartzDialectTests
{
    /// <summary>The first ticks of 2026, whose first day is a Thursday.</summary>
    [Fact]
    public void A_year_is_found_from_both_ends_of_the_calendar()
    {
        var trigger = When.Cron("0 0 0 1 1 ? 2030", dialect: CronDialect.Quartz);
        var tick = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(tick, trigger.Next(DateTimeOffset.MinValue));
        Assert.Equal(tick, trigger.Last(DateTimeOffset.MaxValue));
    }

    [Theory]
    [InlineData("0 * * * * ?", "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z 2026-01-01T00:02:00Z")]
    [InlineData("0 0/25 14,18 * * ?", "2026-01-01T14:00:00Z 2026-01-01T14:25:00Z 2026-01-01T14:50:00Z")]
    [InlineData("0 0 14-6 ? * *", "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z")]
    [InlineData("0 0 0 ? * 1", "2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z")]
    [InlineData("0 0 0 ? * 7", "2026-01-03T00:00:00Z 2026-01-10T00:00:00Z 2026-01-17T00:00:00Z")]
    [InlineData("0 0 0 ? * SUN", "2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z")]
    [InlineData("0 0 0 ? * L", "2026-01-03T00:00:00Z 2026-01-10T00:00:00Z 2026-01-17T00:00:00Z")]
    [InlineData("0 0 0 ? * 6L", "2026-01-30T00:00:00Z 2026-02-27T00:00:00Z 2026-03-27T00:00:00Z")]
    [InlineData("0 0 0 ? * friL", "2026-01-30T00:00:00Z 2026-02-27T00:00:00Z 2026-03-27T00:00:00Z")]
    [InlineData("0 0 0 ? * 6#3", "2026-01-16T00:00:00Z 2026-02-20T00:00:00Z 2026-03-20T00:00:00Z")]
    [InlineData("0 0 0 ? * 2-6", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-05T00:00:00Z")]
    [InlineData("0 0 0 ? * FRI-MON", "2026-01-02T00:00:00Z 2026-01-03T00:00:00Z 2026-01-04T00:00:00Z")]
    [InlineData("0 0 0 ? * 2/2", "2026-01-02T00:00:00Z 2026-01-05T00:00:00Z 2026-01-07T00:00:00Z")]
    [InlineData("0 0 0 ? * 6-2/2", "2026-01-02T00:00:00Z 2026-01-04T00:00:00Z 2026-01-09T00:00:00Z")]
    [InlineData("0 0 0 13 * 6", "2026-01-02T00:00:00Z 2026-01-09T00:00:00Z 2026-01-13T00:00:00Z")]
    [InlineData("0 0 0 13 * ?", "2026-01-13T00:00:00Z 2026-02-13T00:00:00Z 2026-03-13T00:00:00Z")]
    [InlineData("0 0 0 * * 6", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("0 0 0 13 * *", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("0 0 0 * * *", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("0 0 0 1,15,L * ?", "2026-01-01T00:00:00Z 2026-01-15T00:00:00Z 2026-01-31T00:00:00Z")]
    [InlineData("0 0 0 L-3 * ?", "2026-01-28T00:00:00Z 2026-02-25T00:00:00Z 2026-03-28T00:00:00Z")]
    [InlineData("0 0 0 LW * ?", "2026-01-30T00:00:00Z 2026-02-27T00:00:00Z 2026-03-31T00:00:00Z")]
    [InlineData("0 0 0 LW-2 * ?", "2026-01-28T00:00:00Z 2026-02-25T00:00:00Z 2026-03-29T00:00:00Z")]
    [InlineData("0 0 0 L-2W * ?", "2026-01-29T00:00:00Z 2026-02-26T00:00:00Z 2026-03-30T00:00:00Z")]
    [InlineData("0 0 0 31W * ?", "2026-01-30T00:00:00Z 2026-02-27T00:00:00Z 2026-03-31T00:00:00Z")]
    [InlineData("0 0 0 1 1 ? 2028", "2028-01-01T00:00:00Z never")]
    [InlineData("0 0 0 1 1 ? 2026-2030/2", "2026-01-01T00:00:00Z 2028-01-01T00:00:00Z 2030-01-01T00:00:00Z")]
    [InlineData("0 0 0 1 1 ? */100", "2070-01-01T00:00:00Z never")]
    [InlineData("0 0 0 1 1 ? 2027,2029", "2027-01-01T00:00:00Z 2029-01-01T00:00:00Z never")]
    [InlineData("0 0 0 1 1 ? 2098/1", "2098-01-01T00:00:00Z 2099-01-01T00:00:00Z never")]
    [InlineData("0 0 0 1 1 ? 1970-2025", "never")]
    [InlineData("0 0 0 30 2 ?", "never")]
    [InlineData("0 0 0 29 2 ? *", "2028-02-29T00:00:00Z 2032-02-29T00:00:00Z 2036-02-29T00:00:00Z")]
    [InlineData("@every_second", "2026-01-01T00:00:00Z 2026-01-01T00:00:01Z 2026-01-01T00:00:02Z")]
    [InlineData("@every_minute", "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z 2026-01-01T00:02:00Z")]
    [InlineData("@hourly", "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z")]
    [InlineData("@daily", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("@midnight", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("@weekly", "2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z")]
    [InlineData("@monthly", "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z 2026-03-01T00:00:00Z")]
    [InlineData("@yearly", "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z 2028-01-01T00:00:00Z")]
    [InlineData("@annually", "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z 2028-01-01T00:00:00Z")]
    public void What_it_accepts_and_when_that_ticks(string text, string ticks) =>
        new HardCase("own", "grammar", "cron[quartz]: " + text, "2025-12-31T23:59:59Z", ticks).Check();

    [Theory]
    [InlineData(
        "0 15 10 * *", "expression", 1, "0 15 10 * *",
        "five fields without seconds are read by the dialects native and vixie")]
    [InlineData(
        "0 15 10", "expression", 1, "0 15 10",
        "six fields: second minute hour day-of-month month day-of-week, or seven with the year last")]
    [InlineData("0 15 10 * * ? 2030 5", "expression", 20, "0 15 10 * * ? 2030 5", "six fields")]
    [InlineData("0 0 0 ? * ?", "day-of-week", 11, "?", "? in one of them, and days in the other")]
    [InlineData("0 0 0 ? * 0", "day-of-week", 11, "0", "1 to 7, SUN to SAT")]
    [InlineData("0 0 0 ? * 8", "day-of-week", 11, "8", "1 to 7, SUN to SAT")]
    [InlineData("0 0 0 ? * 0-5", "day-of-week", 11, "0", "1 to 7")]
    [InlineData("0 0 0 ? * 6#6", "day-of-week", 13, "6", "1 to 5")]
    [InlineData("0 0 0 ? * 0L", "day-of-week", 11, "0", "1 to 7")]
    [InlineData("0 0 0 ? * MONDAY", "day-of-week", 11, "MONDAY", "SUN to SAT")]
    [InlineData("0 0 0 1 1 ? 1969", "year", 13, "1969", "1970 to 2099")]
    [InlineData("0 0 0 1 1 ? 2100", "year", 13, "2100", "1970 to 2099")]
    [InlineData("0 0 0 1 1 ? 2030-2028", "year", 18, "2028", "a range whose lower end comes first, or a list")]
    [InlineData("0 0 0 1 1 ? 2030/131", "year", 18, "131", "1 to 130")]
    [InlineData("0 0 0 1 1 ? H", "year", 13, "H", "1970 to 2099, and * , - /")]
    [InlineData("0 0 0 1 1 ? ?", "year", 13, "?", "1970 to 2099")]
    [InlineData("0 0 ? 1 1 ?", "hour", 5, "?", "0 to 23")]
    [InlineData("0 0 0 1 L ?", "month", 9, "L", "1 to 12, JAN to DEC")]
    [InlineData("0 0 0 0 1 ?", "day-of-month", 7, "0", "1 to 31")]
    [InlineData("0 0 0 32W * ?", "day-of-month", 7, "32", "1 to 31")]
    [InlineData("0 0 0 5C * ?", "day-of-month", 7, "5C", "1 to 31")]
    [InlineData("60 0 0 1 * ?", "second", 1, "60", "0 to 59")]
    [InlineData("0 0/60 0 1 * ?", "minute", 5, "60", "1 to 59")]
    [InlineData("@reboot", "expression", 1, "@reboot", "@every_second @every_minute")]
    public void What_it_refuses_and_why(string text, string field, int column, string offending, string allowed)
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(text, CronDialect.Quartz));
        Assert.Equal((field, column, offending), (error.Field, error.Position, error.Offending));
        Assert.Contains(allowed, error.Allowed);
        Assert.StartsWith($"cron {field}, column {column}: '{offending}' ", error.Message);
        Assert.EndsWith(error.Allowed, error.Message);
    }

    [Fact]
    public void A_hash_of_a_weekday_counts_from_1() => Assert.Equal(
        "0 0 0 ? * 3", CronExpression.Parse("0 0 0 ? * H", CronDialect.Quartz, "nightly-report").Text);
}
