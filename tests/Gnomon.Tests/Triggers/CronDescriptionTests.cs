using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class CronDescriptionTests
{
    [Theory]
    [InlineData("30 2 * * MON-FRI", "At 02:30, Monday through Friday")]
    [InlineData("30 2 * * *", "At 02:30")]
    [InlineData("0,30 2,14 * * *", "At 02:00, 02:30, 14:00 and 14:30")]
    [InlineData("15 30 2 * * *", "At 02:30:15")]
    [InlineData("0 30 2 * * *", "At 02:30")]
    [InlineData("* * * * *", "Every minute")]
    [InlineData("* * * * * *", "Every second")]
    [InlineData("*/5 * * * *", "Every 5 minutes")]
    [InlineData("*/40 * * * *", "At minutes 0 and 40 of every hour")]
    [InlineData("*/10 * * * * *", "Every 10 seconds")]
    [InlineData("*/10 30 * * * *", "Every 10 seconds of minute 30 of every hour")]
    [InlineData("5 * * * * *", "At second 5 of every minute")]
    [InlineData("0 * * * *", "At minute 0 of every hour")]
    [InlineData("0 */2 * * *", "At minute 0 of every 2 hours")]
    [InlineData("*/15 9-17 * * *", "Every 15 minutes of hours 9 through 17")]
    [InlineData("10-40/5 * * * *", "Every 5 minutes from 10 through 40 of every hour")]
    [InlineData("0-30 1 * * *", "At minutes 0 through 30 of hour 1")]
    [InlineData("* 2 * * *", "Every minute of hour 2")]
    [InlineData("0 0 1,15 * *", "At 00:00, days 1 and 15 of the month")]
    [InlineData("0 0 L * *", "At 00:00, the last day of the month")]
    [InlineData("0 0 L-1 * *", "At 00:00, 1 day before the last day of the month")]
    [InlineData("0 0 LW * *", "At 00:00, the last Monday to Friday of the month")]
    [InlineData("0 0 15W * *", "At 00:00, the Monday to Friday nearest to day 15 of the month")]
    [InlineData("0 0 1,L * *", "At 00:00, day 1 of the month and the last day of the month")]
    [InlineData("0 0 * * FRI#3", "At 00:00, the third Friday of the month")]
    [InlineData("0 0 * * 5L", "At 00:00, the last Friday of the month")]
    [InlineData("0 0 * * 7", "At 00:00, Sunday")]
    [InlineData("0 0 * * */2", "At 00:00, Sunday, Tuesday, Thursday and Saturday")]
    [InlineData("0 0 13 * FRI", "At 00:00, day 13 of the month, only if it is Friday")]
    [InlineData("0 0 1 1 *", "At 00:00, day 1 of the month, in January")]
    [InlineData("0 0 * JUN-AUG *", "At 00:00, in June through August")]
    [InlineData("0 0 ? */6 ?", "At 00:00, in January and July")]
    [InlineData("@daily", "At 00:00")]
    public void An_expression_is_told_in_English(string text, string description) =>
        Assert.Equal(description, CronExpression.Parse(text).Description);

    [Theory]
    [InlineData("0 2 1 * MON", "At 02:00, day 1 of the month or Monday")]
    [InlineData("0 2 */10 * MON", "At 02:00, days 1, 11, 21 and 31 of the month, only if it is Monday")]
    public void In_vixie_either_day_is_told(string text, string description) =>
        Assert.Equal(description, CronExpression.Parse(text, CronDialect.Vixie).Description);

    [Theory]
    [InlineData("0 15 10 ? * 6L 2030-2035", "At 10:15, the last Friday of the month, in 2030 through 2035")]
    [InlineData("0 15 10 * * ?", "At 10:15")]
    [InlineData("0 15 10 * * MON", "At 10:15")]
    [InlineData("0 15 10 1 * MON", "At 10:15, day 1 of the month or Monday")]
    [InlineData("0 15 10 ? * 2-6", "At 10:15, Monday through Friday")]
    public void In_quartz_weekdays_count_from_one(string text, string description) =>
        Assert.Equal(description, CronExpression.Parse(text, CronDialect.Quartz).Description);

    [Fact]
    public void A_picked_value_is_told_as_it_was_picked() =>
        Assert.Matches(
            "^At 02:[0-5][0-9]$", CronExpression.Parse("H 2 * * *", CronDialect.Native, "nightly").Description);
}
