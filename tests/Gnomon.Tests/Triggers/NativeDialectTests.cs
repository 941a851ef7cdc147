using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

/// <summary>The grammar of native cron: five fields or six, both day fields must match, Sunday is 0 and 7.
/// </summary>
public sealed class NativeDialectTests
{
    /// <summary>The first ticks of 2026, whose first day is a Thursday.</summary>
    [Theory]
    [InlineData("* * * * *", "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z 2026-01-01T00:02:00Z")]
    [InlineData("*/15 * * * *", "2026-01-01T00:00:00Z 2026-01-01T00:15:00Z 2026-01-01T00:30:00Z")]
    [InlineData("*/40 * * * *", "2026-01-01T00:00:00Z 2026-01-01T00:40:00Z 2026-01-01T01:00:00Z")]
    [InlineData("5/20 * * * *", "2026-01-01T00:05:00Z 2026-01-01T00:25:00Z 2026-01-01T00:45:00Z")]
    [InlineData("10-12 * * * *", "2026-01-01T00:10:00Z 2026-01-01T00:11:00Z 2026-01-01T00:12:00Z")]
    [InlineData("58-1 * * * *", "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z 2026-01-01T00:58:00Z")]
    [InlineData("50-10/7 * * * *", "2026-01-01T00:04:00Z 2026-01-01T00:50:00Z 2026-01-01T00:57:00Z")]
    [InlineData("1,3,5-7 0 * * *", "2026-01-01T00:01:00Z 2026-01-01T00:03:00Z 2026-01-01T00:05:00Z")]
    [InlineData("0 22-1 * * *", "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z 2026-01-01T22:00:00Z")]
    [InlineData("007 03 * * *", "2026-01-01T03:07:00Z 2026-01-02T03:07:00Z 2026-01-03T03:07:00Z")]
    [InlineData("0 12 1,15,L * *", "2026-01-01T12:00:00Z 2026-01-15T12:00:00Z 2026-01-31T12:00:00Z")]
    [InlineData("0 0 L * *", "2026-01-31T00:00:00Z 2026-02-28T00:00:00Z 2026-03-31T00:00:00Z")]
    [InlineData("0 0 L-3 * *", "2026-01-28T00:00:00Z 2026-02-25T00:00:00Z 2026-03-28T00:00:00Z")]
    [InlineData("0 0 L-30 * *", "2026-01-01T00:00:00Z 2026-03-01T00:00:00Z 2026-05-01T00:00:00Z")]
    [InlineData("0 0 LW * *", "2026-01-30T00:00:00Z 2026-02-27T00:00:00Z 2026-03-31T00:00:00Z")]
    [InlineData("0 0 LW-2 * *", "2026-01-28T00:00:00Z 2026-02-25T00:00:00Z 2026-03-29T00:00:00Z")]
    [InlineData("0 0 L-2W * *", "2026-01-29T00:00:00Z 2026-02-26T00:00:00Z 2026-03-30T00:00:00Z")]
    [InlineData("0 0 15W * *", "2026-01-15T00:00:00Z 2026-02-16T00:00:00Z 2026-03-16T00:00:00Z")]
    [InlineData("0 0 1W * *", "2026-01-01T00:00:00Z 2026-02-02T00:00:00Z 2026-03-02T00:00:00Z")]
    [InlineData("0 0 31W * *", "2026-01-30T00:00:00Z 2026-03-31T00:00:00Z 2026-05-29T00:00:00Z")]
    [InlineData("0 0 1W,LW * *", "2026-01-01T00:00:00Z 2026-01-30T00:00:00Z 2026-02-02T00:00:00Z")]
    [InlineData("0 0 */10 * *", "2026-01-01T00:00:00Z 2026-01-11T00:00:00Z 2026-01-21T00:00:00Z")]
    [InlineData("0 0 30-2 * *", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-30T00:00:00Z")]
    [InlineData("0 0 ? * MON-FRI", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-05T00:00:00Z")]
    [InlineData("0 0 * * 0", "2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z")]
    [InlineData("0 0 * * 7", "2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z")]
    [InlineData("0 0 ? * sat-Mon", "2026-01-03T00:00:00Z 2026-01-04T00:00:00Z 2026-01-05T00:00:00Z")]
    [InlineData("0 0 * * 5-7", "2026-01-02T00:00:00Z 2026-01-03T00:00:00Z 2026-01-04T00:00:00Z")]
    [InlineData("0 0 * * FRI-1/2", "2026-01-02T00:00:00Z 2026-01-04T00:00:00Z 2026-01-09T00:00:00Z")]
    [InlineData("0 0 * * 1/2", "2026-01-02T00:00:00Z 2026-01-04T00:00:00Z 2026-01-05T00:00:00Z")]
    [InlineData("0 0 * * */3", "2026-01-03T00:00:00Z 2026-01-04T00:00:00Z 2026-01-07T00:00:00Z")]
    [InlineData("0 0 * * 5#3", "2026-01-16T00:00:00Z 2026-02-20T00:00:00Z 2026-03-20T00:00:00Z")]
    [InlineData("0 0 * * FRI#5", "2026-01-30T00:00:00Z 2026-05-29T00:00:00Z 2026-07-31T00:00:00Z")]
    [InlineData("0 0 * * 5L", "2026-01-30T00:00:00Z 2026-02-27T00:00:00Z 2026-03-27T00:00:00Z")]
    [InlineData("0 0 * * SUNL", "2026-01-25T00:00:00Z 2026-02-22T00:00:00Z 2026-03-29T00:00:00Z")]
    [InlineData("0 0 * * MON#1,FRIL", "2026-01-05T00:00:00Z 2026-01-30T00:00:00Z 2026-02-02T00:00:00Z")]
    [InlineData("0 0 13 * FRI", "2026-02-13T00:00:00Z 2026-03-13T00:00:00Z 2026-11-13T00:00:00Z")]
    [InlineData("0 0 L * MON", "2026-08-31T00:00:00Z 2026-11-30T00:00:00Z 2027-05-31T00:00:00Z")]
    [InlineData("0 0 1 */4 *", "2026-01-01T00:00:00Z 2026-05-01T00:00:00Z 2026-09-01T00:00:00Z")]
    [InlineData("0 0 1 NOV-FEB *", "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z 2026-11-01T00:00:00Z")]
    [InlineData("0 0 1 feb,7 *", "2026-02-01T00:00:00Z 2026-07-01T00:00:00Z 2027-02-01T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00Z 2032-02-29T00:00:00Z 2036-02-29T00:00:00Z")]
    [InlineData("0 0 30 2 *", "never")]
    [InlineData("30 0 12 * * *", "2026-01-01T12:00:30Z 2026-01-02T12:00:30Z 2026-01-03T12:00:30Z")]
    [InlineData("*/20 * * * * *", "2026-01-01T00:00:00Z 2026-01-01T00:00:20Z 2026-01-01T00:00:40Z")]
    [InlineData("55-5/5 59 23 L 2 ?", "2026-02-28T23:59:00Z 2026-02-28T23:59:05Z 2026-02-28T23:59:55Z")]
    [InlineData("@every_second", "2026-01-01T00:00:00Z 2026-01-01T00:00:01Z 2026-01-01T00:00:02Z")]
    [InlineData("@every_minute", "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z 2026-01-01T00:02:00Z")]
    [InlineData("@hourly", "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z")]
    [InlineData("@daily", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("@midnight", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z")]
    [InlineData("@weekly", "2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z")]
    [InlineData("@monthly", "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z 2026-03-01T00:00:00Z")]
    [InlineData("@yearly", "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z 2028-01-01T00:00:00Z")]
    [InlineData("@Annually", "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z 2028-01-01T00:00:00Z")]
    public void What_it_accepts_and_when_that_ticks(string text, string ticks) =>
        new HardCase("own", "grammar", "cron: " + text, "2025-12-31T23:59:59Z", ticks).Check();

    [Theory]
    [InlineData(
        "@reboot", "expression", 1, "@reboot",
        "@every_second @every_minute @hourly @daily @midnight @weekly @monthly @yearly @annually")]
    [InlineData("@every 90s", "expression", 1, "@every 90s", "five fields")]
    [InlineData("@hourly 5", "expression", 1, "@hourly 5", "five fields")]
    [InlineData("0 0 1 1 * 2030", "day-of-week", 11, "2030", "a year is asked for with the dialect quartz")]
    [InlineData(
        "0 0 0 1 1 * 2030", "expression", 13, "0 0 0 1 1 * 2030", "a year is asked for with the dialect quartz")]
    [InlineData("* * * * * * * *", "expression", 13, "* * * * * * * *", "or six with seconds first")]
    [InlineData("0 0 LW-31 * *", "day-of-month", 8, "31", "0 to 30")]
    [InlineData("0 0 L-2W-1 * *", "day-of-month", 7, "2W-1", "0 to 30")]
    [InlineData("0 0 W15 * *", "day-of-month", 5, "W15", "L W H")]
    [InlineData("0 0 0W * *", "day-of-month", 5, "0", "1 to 31")]
    [InlineData("0 0 1,?,3 * *", "day-of-month", 7, "?", "* ? , - / L W H")]
    [InlineData("0 0 * * MON#0", "day-of-week", 13, "0", "1 to 5")]
    [InlineData("0 0 * * L", "day-of-week", 9, "L", "0 to 7, SUN to SAT")]
    [InlineData("0 0 * * MON-WED#2", "day-of-week", 9, "MON-WED", "0 to 7")]
    [InlineData("0 0 * JANUARY *", "month", 7, "JANUARY", "JAN to DEC")]
    [InlineData("0 0 * 12-JANX *", "month", 10, "JANX", "JAN to DEC")]
    [InlineData("0 5L * * *", "hour", 3, "5L", "0 to 23, and * , - / H")]
    [InlineData("0 15W * * *", "hour", 3, "15W", "0 to 23")]
    [InlineData("0 0-24 * * *", "hour", 5, "24", "0 to 23")]
    [InlineData("0 0 1-5/32 * *", "day-of-month", 9, "32", "1 to 31")]
    [InlineData("0 0 * * */8", "day-of-week", 11, "8", "1 to 7")]
    [InlineData("1-5/-2 * * * *", "minute", 5, "-2", "1 to 59")]
    [InlineData("+5 * * * *", "minute", 1, "+5", "0 to 59")]
    [InlineData("5.0 * * * *", "minute", 1, "5.0", "0 to 59")]
    [InlineData("0 0 ½ * *", "day-of-month", 5, "½", "1 to 31")]
    public void What_it_refuses_and_why(string text, string field, int column, string offending, string allowed)
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(text, CronDialect.Native));
        Assert.Equal((field, column, offending), (error.Field, error.Position, error.Offending));
        Assert.Contains(allowed, error.Allowed);
        Assert.StartsWith($"cron {field}, column {column}: '{offending}' ", error.Message);
        Assert.EndsWith(error.Allowed, error.Message);
    }

    /// <summary>What a hash picks is stored, so it must be the same in each version.</summary>
    [Theory]
    [InlineData("H H H H H H", "6 15 0 25 4 2")]
    [InlineData("h h * * *", "15 0 * * *")]
    [InlineData("H/15 * * * *", "0-59/15 * * * *")]
    [InlineData("H(0-29) * * * *", "15 * * * *")]
    [InlineData("H(0-29)/10 * * * *", "5-29/10 * * * *")]
    [InlineData("0,H 0 * * *", "0,15 0 * * *")]
    [InlineData("@daily", "@daily")]
    public void A_hash_picks_by_the_name_of_the_schedule_and_is_kept_resolved(string text, string resolved)
    {
        var expression = CronExpression.Parse(text, CronDialect.Native, "nightly-report");
        Assert.Equal(resolved, expression.Text);
        Assert.Equal(expression, CronExpression.Parse(expression.Text));
    }

    [Fact]
    public void Hashes_of_many_names_spread_and_stay_in_their_range()
    {
        var minutes = Enumerable.Range(0, 2_000)
            .Select(i => CronExpression.Parse("H(20-39) 0 H * *", CronDialect.Native, $"job-{i}").Text.Split(' '))
            .ToList();
        Assert.Equal(20, minutes.Select(words => words[0]).Distinct().Count());
        Assert.Equal(28, minutes.Select(words => words[2]).Distinct().Count());
        Assert.All(minutes, words => Assert.InRange(int.Parse(words[0]), 20, 39));
        Assert.All(minutes, words => Assert.InRange(int.Parse(words[2]), 1, 28));
        Assert.All(
            minutes.GroupBy(words => words[0]), same => Assert.InRange(same.Count(), 50, 160));
    }

    [Theory]
    [InlineData("H(5-70) * * * *", 5, "70", "a range from 0 to 59")]
    [InlineData("H(9-5) * * * *", 5, "5", "the lower end first")]
    [InlineData("H(5 * * * *", 1, "H(5", "H, H(1-5), H/15 and H(0-29)/15")]
    [InlineData("H(5) * * * *", 1, "H(5)", "H, H(1-5), H/15 and H(0-29)/15")]
    [InlineData("H(a-b) * * * *", 3, "a", "a range from 0 to 59")]
    [InlineData("H/0 * * * *", 3, "0", "1 to 60")]
    [InlineData("H/61 * * * *", 3, "61", "1 to 60")]
    [InlineData("H(0-3)/15 * * * *", 8, "15", "1 to 4")]
    [InlineData("H/5/5 * * * *", 1, "H/5/5", "one step")]
    [InlineData("HX * * * *", 1, "HX", "0 to 59")]
    [InlineData("H-5 * * * *", 1, "H", "0 to 59")]
    public void A_hash_that_cannot_be_read_is_refused(string text, int column, string offending, string allowed)
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(text, CronDialect.Native, "job"));
        Assert.Equal(("minute", column, offending), (error.Field, error.Position, error.Offending));
        Assert.Contains(allowed, error.Allowed);
    }
}
