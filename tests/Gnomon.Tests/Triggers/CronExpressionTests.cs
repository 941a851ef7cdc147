using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("60 * * * *", "minute", 1, "60", "0 to 59")]
    [InlineData("* 24 * * *", "hour", 3, "24", "0 to 23")]
    [InlineData("* * 0 * *", "day-of-month", 5, "0", "1 to 31")]
    [InlineData("* * 32 * *", "day-of-month", 5, "32", "1 to 31")]
    [InlineData("* * * 13 *", "month", 7, "13", "1 to 12, JAN to DEC")]
    [InlineData("* * * 0 *", "month", 7, "0", "1 to 12")]
    [InlineData("* * * * 8", "day-of-week", 9, "8", "0 to 7, SUN to SAT")]
    [InlineData("99999999999 * * * *", "minute", 1, "99999999999", "0 to 59")]
    [InlineData("1,2,61 * * * *", "minute", 5, "61", "0 to 59")]
    [InlineData("1-61 * * * *", "minute", 3, "61", "0 to 59")]
    [InlineData("1, * * * *", "minute", 3, "", "* , - /")]
    [InlineData(",1 * * * *", "minute", 1, "", "* , - /")]
    [InlineData("*/0 * * * *", "minute", 3, "0", "1 to 59")]
    [InlineData("*/60 * * * *", "minute", 3, "60", "1 to 59")]
    [InlineData("*/90 * * * *", "minute", 3, "90", "'@every 90m'")]
    [InlineData("0 */36 * * *", "hour", 5, "36", "1 to 23; longer ones are a trigger of their own, such as '@every 36h'")]
    [InlineData("*/ * * * *", "minute", 3, "", "1 to 59")]
    [InlineData("*/5/5 * * * *", "minute", 1, "*/5/5", "one step")]
    [InlineData("1-2-3 * * * *", "minute", 1, "1-2-3", "a range such as")]
    [InlineData("-5 * * * *", "minute", 1, "", "0 to 59")]
    [InlineData("5- * * * *", "minute", 3, "", "0 to 59")]
    [InlineData("*5 * * * *", "minute", 1, "*5", "0 to 59")]
    [InlineData("*-5 * * * *", "minute", 1, "*", "0 to 59")]
    [InlineData("? * * * *", "minute", 1, "?", "0 to 59")]
    [InlineData("0 0 ?,1 * *", "day-of-month", 5, "?", "? , - /")]
    [InlineData("0 0 ?/2 * *", "day-of-month", 5, "?", "? , - /")]
    [InlineData("0 0 L-31 * *", "day-of-month", 7, "31", "0 to 30")]
    [InlineData("0 0 32W * *", "day-of-month", 5, "32", "1 to 31")]
    [InlineData("0 0 1-5W * *", "day-of-month", 5, "1-5", "1 to 31")]
    [InlineData("0 0 L/2 * *", "day-of-month", 5, "L", "1 to 31")]
    [InlineData("0 0 W * *", "day-of-month", 5, "W", "1 to 31")]
    [InlineData("0 0 * * L", "day-of-week", 9, "L", "0 to 7")]
    [InlineData("0 0 * * 8L", "day-of-week", 9, "8", "0 to 7")]
    [InlineData("0 0 * * 5#6", "day-of-week", 11, "6", "1 to 5")]
    [InlineData("0 0 * * 5#", "day-of-week", 11, "", "1 to 5")]
    [InlineData("0 0 * L *", "month", 7, "L", "1 to 12")]
    [InlineData("H * * * *", "minute", 1, "H", "H where the schedule is known")]
    [InlineData("60 * * * * *", "second", 1, "60", "0 to 59")]
    [InlineData("JAN * * * *", "minute", 1, "JAN", "0 to 59")]
    [InlineData("0 0 * MON *", "month", 7, "MON", "JAN to DEC")]
    [InlineData("0 0 * * MONDAY", "day-of-week", 9, "MONDAY", "SUN to SAT")]
    [InlineData("  0   0 *   JAX *", "month", 13, "JAX", "JAN to DEC")]
    [InlineData("٣ * * * *", "minute", 1, "٣", "0 to 59")]
    [InlineData("", "expression", 1, "", "five fields")]
    [InlineData("   ", "expression", 1, "   ", "five fields")]
    [InlineData("* * * *", "expression", 1, "* * * *", "five fields")]
    [InlineData("0 0 1 1 * 2030", "day-of-week", 11, "2030", "a year is asked for with the dialect quartz")]
    [InlineData("0 0 0 1 1 * 2030", "expression", 13, "0 0 0 1 1 * 2030", "a year is asked for with the dialect quartz")]
    [InlineData("@reboot", "expression", 1, "@reboot", "@hourly @daily")]
    [InlineData("@every", "expression", 1, "@every", "@hourly @daily")]
    [InlineData("* * *\u00a0* *", "expression", 1, "* * *\u00a0* *", "five fields")]
    public void An_error_names_field_column_text_and_what_is_allowed(
        string text, string field, int position, string offending, string allowed)
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(text));
        Assert.Equal((field, position, offending), (error.Field, error.Position, error.Offending));
        Assert.Contains(allowed, error.Allowed);
        Assert.StartsWith($"cron {field}, column {position}: '{offending}' ", error.Message);
        Assert.EndsWith(error.Allowed, error.Message);
    }

    [Fact]
    public void A_very_long_text_is_refused_and_cut_in_the_message()
    {
        var error = Assert.Throws<CronFormatException>(() => CronExpression.Parse(new string('*', 100_000)));
        Assert.True(error.Message.Length < 200);
    }

    [Theory]
    [InlineData("*/5 * * * *", "0,5,10,15,20,25,30,35,40,45,50,55 * * * *")]
    [InlineData("1-10/2 * * * *", "1,3,5,7,9 * * * *")]
    [InlineData("5/10 * * * *", "5,15,25,35,45,55 * * * *")]
    [InlineData("*/40 * * * *", "0,40 * * * *")]
    [InlineData("0 22-1 * * *", "0 22,23,0,1 * * *")]
    [InlineData("58-4/3 * * * *", "58,1,4 * * * *")]
    [InlineData("0 0 20-5/5 * *", "0 0 20,25,30,4 * *")]
    [InlineData("0 0 1 9-8/3 *", "0 0 1 9,12,3,6 *")]
    [InlineData("0 0 1 dec-Feb *", "0 0 1 12,1,2 *")]
    [InlineData("0 0 * * FRI-MON", "0 0 * * 5,6,0,1")]
    [InlineData("0 0 * * 7", "0 0 * * 0")]
    [InlineData("0 0 * * 6-7", "0 0 * * SAT,SUN")]
    [InlineData("0 0 * * 7-2", "0 0 * * 0-2")]
    [InlineData("0 0 * * 0-7", "0 0 * * *")]
    [InlineData("0 0 * * 1-7/2", "0 0 * * 1,3,5,0")]
    [InlineData("0 0 * * */2", "0 0 * * 0,2,4,6")]
    [InlineData("0 0 ? * ?", "0 0 * * *")]
    [InlineData("0 0 1,*,5 * *", "0 0 * * *")]
    [InlineData("5-5 * * * *", "5 * * * *")]
    [InlineData("05 007 * * *", "5 7 * * *")]
    [InlineData("@hourly", "0 * * * *")]
    [InlineData("@Daily", "0 0 * * *")]
    [InlineData("@midnight", "0 0 * * *")]
    [InlineData("@weekly", "0 0 * * SUN")]
    [InlineData("@monthly", "0 0 1 * *")]
    [InlineData("@yearly", "0 0 1 1 *")]
    [InlineData("@annually", "0 0 1 JAN *")]
    public void Two_ways_to_write_the_same_times_tick_together(string text, string plain)
    {
        var one = new CronTrigger(CronExpression.Parse(text), TimeZoneInfo.Utc);
        var other = new CronTrigger(CronExpression.Parse(plain), TimeZoneInfo.Utc);
        var at = new DateTimeOffset(2027, 12, 28, 21, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 200; i++)
        {
            var next = one.Next(at);
            Assert.NotNull(next);
            Assert.Equal(other.Next(at), next);
            at = next.Value;
        }
    }

    [Theory]
    [InlineData("0 2 * * *", false)]
    [InlineData("0,30 1,2 * * *", false)]
    [InlineData("0 2 1-7 */2 MON-FRI", false)]
    [InlineData("@daily", false)]
    [InlineData("@hourly", true)]
    [InlineData("0 * * * *", true)]
    [InlineData("* 2 * * *", true)]
    [InlineData("0-30 1 * * *", true)]
    [InlineData("0 */2 * * *", true)]
    [InlineData("5/10 1 * * *", true)]
    public void A_wildcard_step_or_range_in_minute_or_hour_makes_an_interval(string text, bool interval) =>
        Assert.Equal(interval, CronExpression.Parse(text).IsInterval);

    [Fact]
    public void The_text_is_kept_in_a_normal_form_and_decides_equality()
    {
        var expression = CronExpression.Parse("\t0  2 * jan-mar   mon ");
        Assert.Equal("0 2 * JAN-MAR MON", expression.Text);
        Assert.Equal("0 2 * JAN-MAR MON", expression.ToString());
        Assert.Equal(CronExpression.Parse(expression.Text), expression);
        Assert.Equal(CronExpression.Parse(expression.Text).GetHashCode(), expression.GetHashCode());
        Assert.Equal("@daily", CronExpression.Parse("@DAILY").Text);
        Assert.NotEqual(CronExpression.Parse("@daily"), CronExpression.Parse("0 0 * * *"));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Random_text_gives_an_expression_or_a_typed_error(int seed)
    {
        const string Letters = "0123456789*/-,? \tLW#@HJANFEBMONSUN.é\0";
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string(random.GetItems(Letters.AsSpan(), random.Next(30)));
            try
            {
                Assert.Equal(CronExpression.Parse(text), CronExpression.Parse(CronExpression.Parse(text).Text));
            }
            catch (CronFormatException error)
            {
                Assert.InRange(error.Position, 1, text.Length + 1);
            }
        }
    }
}
