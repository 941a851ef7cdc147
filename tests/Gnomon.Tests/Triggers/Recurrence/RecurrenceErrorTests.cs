using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers.Recurrence;

public sealed class RecurrenceErrorTests
{
    [Theory]
    [InlineData("", "rule", 1, "", "is empty", "FREQ=DAILY")]
    [InlineData("  ", "rule", 1, "  ", "is empty", "FREQ=DAILY")]
    [InlineData("RRULE:", "rule", 1, "RRULE:", "is empty", "FREQ=DAILY")]
    [InlineData("INTERVAL=2", "rule", 1, "INTERVAL=2", "has no FREQ", "FREQ=WEEKLY")]
    [InlineData("FREQ=DAILY;", "rule", 12, "", "is an empty part", "one ;")]
    [InlineData(";FREQ=DAILY", "rule", 1, "", "is an empty part", "one ;")]
    [InlineData("FREQ=DAILY;;COUNT=2", "rule", 12, "", "is an empty part", "one ;")]
    [InlineData("FREQ", "FREQ", 1, "FREQ", "has no value", "FREQ=value")]
    [InlineData("FREQ=", "FREQ", 6, "", "is not a frequency", "YEARLY")]
    [InlineData("FREQ=HOURLY3", "FREQ", 6, "HOURLY3", "is not a frequency", "SECONDLY, MINUTELY, HOURLY")]
    [InlineData("FREQ=0", "FREQ", 6, "0", "is not a frequency", "DAILY")]
    [InlineData("FREQ=DAILY;BYEASTER=1", "rule", 12, "BYEASTER", "is not a part of a rule", "BYSETPOS WKST")]
    [InlineData("RSCALE=GREGORIAN;FREQ=DAILY", "rule", 1, "RSCALE", "is not a part of a rule", "FREQ INTERVAL")]
    [InlineData("FREQ=DAILY; COUNT=2", "rule", 12, " COUNT", "is not a part of a rule", "COUNT")]
    [InlineData("FREQ=DAILY,COUNT=2", "FREQ", 6, "DAILY,COUNT=2", "is not a frequency", "DAILY")]
    [InlineData("RRULE:RRULE:FREQ=DAILY", "rule", 7, "RRULE:FREQ", "is not a part of a rule", "FREQ")]
    [InlineData("FREQ=DAILY;FREQ=DAILY", "FREQ", 12, "FREQ=DAILY", "repeats a part", "once")]
    [InlineData("FREQ=DAILY;byhour=1;BYHOUR=2", "BYHOUR", 21, "BYHOUR=2", "repeats a part", "once")]
    [InlineData("FREQ=DAILY;INTERVAL=0", "INTERVAL", 21, "0", "is out of range", "1 to 2147483647")]
    [InlineData("FREQ=DAILY;INTERVAL=2147483648", "INTERVAL", 21, "2147483648", "is out of range", "1 to 2147483647")]
    [InlineData("FREQ=DAILY;INTERVAL=-1", "INTERVAL", 21, "-1", "is not a number", "1 to")]
    [InlineData("FREQ=DAILY;INTERVAL=", "INTERVAL", 21, "", "is not a number", "1 to")]
    [InlineData("FREQ=DAILY;INTERVAL=1.5", "INTERVAL", 21, "1.5", "is not a number", "1 to")]
    [InlineData("FREQ=DAILY;COUNT=0", "COUNT", 18, "0", "is out of range", "1 to 100000")]
    [InlineData("FREQ=DAILY;COUNT=100001", "COUNT", 18, "100001", "is out of range", "1 to 100000")]
    [InlineData("FREQ=DAILY;COUNT=99999999999999999999999", "COUNT", 18, "99999999999999999999999",
        "is out of range", "1")]
    [InlineData("FREQ=DAILY;COUNT=+5", "COUNT", 18, "+5", "is not a number", "1 to 100000")]
    [InlineData("FREQ=DAILY;UNTIL=", "UNTIL", 18, "", "is not a date or time", "20301231T235959Z")]
    [InlineData("FREQ=DAILY;UNTIL=20300230", "UNTIL", 18, "20300230", "is not a date or time", "20301231")]
    [InlineData("FREQ=DAILY;UNTIL=00000101", "UNTIL", 18, "00000101", "is not a date or time", "20301231")]
    [InlineData("FREQ=DAILY;UNTIL=2030-01-01", "UNTIL", 18, "2030-01-01", "is not a date or time", "20301231")]
    [InlineData("FREQ=DAILY;UNTIL=20300101T246060Z", "UNTIL", 18, "20300101T246060Z", "is not a date or time", "2030")]
    [InlineData("FREQ=DAILY;UNTIL=20300101T000061", "UNTIL", 18, "20300101T000061", "is not a date or time", "2030")]
    [InlineData("FREQ=DAILY;UNTIL=20300101T0000Z", "UNTIL", 18, "20300101T0000Z", "is not a date or time", "2030")]
    [InlineData("FREQ=DAILY;UNTIL=20300101Z", "UNTIL", 18, "20300101Z", "is not a date or time", "2030")]
    [InlineData("FREQ=DAILY;UNTIL=20300101T000000+0100", "UNTIL", 18, "20300101T000000+0100", "is not a date", "2030")]
    public void An_error_names_part_column_text_and_what_is_allowed(
        string text, string part, int position, string offending, string problem, string allowed) =>
        Check(text, part, position, offending, problem, allowed);

    [Theory]
    [InlineData("FREQ=DAILY;BYSECOND=61", "BYSECOND", 21, "61", "is out of range", "0 to 60")]
    [InlineData("FREQ=DAILY;BYMINUTE=60", "BYMINUTE", 21, "60", "is out of range", "0 to 59")]
    [InlineData("FREQ=DAILY;BYHOUR=1,24", "BYHOUR", 21, "24", "is out of range", "0 to 23")]
    [InlineData("FREQ=DAILY;BYHOUR=-1", "BYHOUR", 19, "-1", "is not a number", "0 to 23")]
    [InlineData("FREQ=DAILY;BYHOUR=1,", "BYHOUR", 21, "", "is an empty list item", "0 to 23")]
    [InlineData("FREQ=DAILY;BYHOUR=1-5", "BYHOUR", 19, "1-5", "is not a number", "0 to 23")]
    [InlineData("FREQ=DAILY;BYHOUR=٣", "BYHOUR", 19, "٣", "is not a number", "0 to 23")]
    [InlineData("FREQ=DAILY;BYMONTH=13", "BYMONTH", 20, "13", "is out of range", "1 to 12")]
    [InlineData("FREQ=DAILY;BYMONTH=0", "BYMONTH", 20, "0", "is out of range", "1 to 12")]
    [InlineData("FREQ=DAILY;BYMONTH=-1", "BYMONTH", 20, "-1", "is not a number", "1 to 12")]
    [InlineData("FREQ=DAILY;BYMONTH=5L", "BYMONTH", 20, "5L", "is not a number", "1 to 12")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY", 25, "0", "is out of range", "1 to 31 and -31 to -1")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-32", "BYMONTHDAY", 25, "-32", "is out of range", "1 to 31 and -31 to -1")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=--1", "BYMONTHDAY", 25, "--1", "is not a number", "1 to 31 and -31 to -1")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-", "BYMONTHDAY", 25, "-", "is not a number", "1 to 31 and -31 to -1")]
    [InlineData("FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY", 23, "367", "is out of range", "1 to 366 and -366 to -1")]
    [InlineData("FREQ=YEARLY;BYYEARDAY=-0", "BYYEARDAY", 23, "-0", "is out of range", "1 to 366 and -366 to -1")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO", 22, "54", "is out of range", "1 to 53 and -53 to -1")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=0", "BYWEEKNO", 22, "0", "is out of range", "1 to 53 and -53 to -1")]
    [InlineData("FREQ=YEARLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS", 31, "0", "is out of range", "1 to 366 and -366 to -1")]
    [InlineData("FREQ=YEARLY;BYDAY=MO;BYSETPOS=-367", "BYSETPOS", 31, "-367", "is out of range", "1 to 366")]
    [InlineData("FREQ=DAILY;BYDAY=MO,", "BYDAY", 21, "", "is not a weekday", "MO to SU")]
    [InlineData("FREQ=DAILY;BYDAY=MONDAY", "BYDAY", 18, "MONDAY", "is not a weekday", "MO to SU")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR,0MO", "BYDAY", 23, "0MO", "is out of range", "1 to 53 or -53 to -1")]
    [InlineData("FREQ=YEARLY;BYDAY=54MO", "BYDAY", 19, "54MO", "is out of range", "1 to 53 or -53 to -1")]
    [InlineData("FREQ=YEARLY;BYDAY=-54MO", "BYDAY", 19, "-54MO", "is out of range", "1 to 53 or -53 to -1")]
    [InlineData("FREQ=YEARLY;BYDAY=+MO", "BYDAY", 19, "+MO", "is not a weekday", "1 to 53 or -53 to -1")]
    [InlineData("FREQ=YEARLY;BYDAY=MO1", "BYDAY", 19, "MO1", "is not a weekday", "MO to SU")]
    [InlineData("FREQ=YEARLY;BYDAY=1", "BYDAY", 19, "1", "is not a weekday", "MO to SU")]
    [InlineData("FREQ=WEEKLY;WKST=1MO", "WKST", 18, "1MO", "is not a weekday", "MO to SU")]
    [InlineData("FREQ=WEEKLY;WKST=", "WKST", 18, "", "is not a weekday", "MO to SU")]
    [InlineData(" rrule:freq=daily;byhour=24", "BYHOUR", 26, "24", "is out of range", "0 to 23")]
    public void An_item_of_a_list_that_is_wrong_is_named(
        string text, string part, int position, string offending, string problem, string allowed) =>
        Check(text, part, position, offending, problem, allowed);

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=5;UNTIL=20300101", "UNTIL", 20, "UNTIL=20300101",
        "stands together with COUNT", "one of")]
    [InlineData("FREQ=DAILY;UNTIL=20300101;COUNT=5", "UNTIL", 12, "UNTIL=20300101",
        "stands together with COUNT", "one of")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,2TU", "BYDAY", 22, "2TU", "has a number in a rule of FREQ=WEEKLY",
        "MONTHLY or YEARLY")]
    [InlineData("BYDAY=-1MO;FREQ=HOURLY", "BYDAY", 7, "-1MO", "has a number in a rule of FREQ=HOURLY",
        "MONTHLY or YEARLY")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "BYDAY", 31, "1MO",
        "has a number in a rule with BYWEEKNO", "without")]
    [InlineData("FREQ=MONTHLY;BYWEEKNO=20", "BYWEEKNO", 14, "BYWEEKNO=20", "stands in a rule of FREQ=MONTHLY",
        "only with")]
    [InlineData("FREQ=HOURLY;BYWEEKNO=20", "BYWEEKNO", 13, "BYWEEKNO=20", "stands in a rule of FREQ=HOURLY", "YEARLY")]
    [InlineData("FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY", 12, "BYYEARDAY=1", "stands in a rule of FREQ=DAILY", "SECONDLY")]
    [InlineData("FREQ=WEEKLY;BYYEARDAY=1", "BYYEARDAY", 13, "BYYEARDAY=1", "stands in a rule of FREQ=WEEKLY",
        "SECONDLY")]
    [InlineData("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY", 14, "BYYEARDAY=1",
        "stands in a rule of FREQ=MONTHLY", "HOURLY")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY", 13, "BYMONTHDAY=1",
        "stands in a rule of FREQ=WEEKLY", "but WEEKLY")]
    [InlineData("FREQ=DAILY;BYSETPOS=1", "BYSETPOS", 12, "BYSETPOS=1", "stands alone", "at least one other BYxxx")]
    public void Parts_that_may_not_stand_together_are_refused(
        string text, string part, int position, string offending, string problem, string allowed) =>
        Check(text, part, position, offending, problem, allowed);

    [Fact]
    public void A_text_of_more_than_512_characters_is_refused_and_cut_in_the_message()
    {
        const string Rule = "FREQ=DAILY;BYHOUR=";
        Assert.Equal("FREQ=DAILY;BYHOUR=0", RecurrenceRule.Parse(Rule + new string('0', 512 - Rule.Length)).Text);
        var error = Assert.Throws<RecurrenceFormatException>(
            () => RecurrenceRule.Parse(Rule + new string('0', 513 - Rule.Length)));
        Assert.Equal(("rule", 1), (error.Part, error.Position));
        Assert.Contains("has 513 characters; allowed: at most 512", error.Message);
        Assert.True(error.Message.Length < 150);
    }

    [Fact]
    public void No_text_at_all_is_the_callers_mistake() =>
        Assert.Throws<ArgumentNullException>(() => RecurrenceRule.Parse(null!));

    private static void Check(
        string text, string part, int position, string offending, string problem, string allowed)
    {
        var error = Assert.Throws<RecurrenceFormatException>(() => RecurrenceRule.Parse(text));
        Assert.Equal((part, position, offending), (error.Part, error.Position, error.Offending));
        Assert.Contains(allowed, error.Allowed);
        Assert.StartsWith($"rrule {part}, column {position}: '{offending}' {problem}", error.Message);
        Assert.EndsWith($"; allowed: {error.Allowed}", error.Message);
    }
}
