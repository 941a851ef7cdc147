using System.Globalization;
using Gnomon.Triggers;
using Gnomon.Triggers.Recurrence;
using Xunit;

namespace Gnomon.Tests.Triggers.Recurrence;

/// <summary>The examples of RFC 5545, section 3.8.5.3, in its order, all in America/New_York. Expected days are written
/// as <c>1997-09: 2-4 9; 1997-10: 1</c>, at the time of the start; <c>...</c> says that the rule goes on.</summary>
public sealed class RfcExampleTests
{
    private const string Workday = "09:00 09:20 09:40 10:00 10:20 10:40 11:00 11:20 11:40 12:00 12:20 12:40 "
        + "13:00 13:20 13:40 14:00 14:20 14:40 15:00 15:20 15:40 16:00 16:20 16:40";

    private const string OtherDays = "1997-09: 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30; "
        + "1997-10: 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30; 1997-11: 1 3 5 7 9 11 13 15 17 19 21 23 25 27 29; "
        + "1997-12: 1 3 ...";

    private const string Januaries = "1998-01: 1-31; 1999-01: 1-31; 2000-01: 1-31";

    private const string WeeklyTwoDays = "1997-09: 2 4 9 11 16 18 23 25 30; 1997-10: 2";

    [Theory]
    [InlineData("19970902T090000", "FREQ=DAILY;COUNT=10", "1997-09: 2-11")]
    [InlineData("19970902T090000", "FREQ=DAILY;UNTIL=19971224T000000Z",
        "1997-09: 2-30; 1997-10: 1-31; 1997-11: 1-30; 1997-12: 1-23")]
    [InlineData("19970902T090000", "FREQ=DAILY;INTERVAL=2", OtherDays)]
    [InlineData("19970902T090000", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09: 2 12 22; 1997-10: 2 12")]
    [InlineData("19980101T090000",
        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", Januaries)]
    [InlineData("19980101T090000", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", Januaries)]
    [InlineData("19970902T090000", "FREQ=WEEKLY;COUNT=10",
        "1997-09: 2 9 16 23 30; 1997-10: 7 14 21 28; 1997-11: 4")]
    [InlineData("19970902T090000", "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        "1997-09: 2 9 16 23 30; 1997-10: 7 14 21 28; 1997-11: 4 11 18 25; 1997-12: 2 9 16 23")]
    [InlineData("19970902T090000", "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        "1997-09: 2 16 30; 1997-10: 14 28; 1997-11: 11 25; 1997-12: 9 23; 1998-01: 6 20; 1998-02: 3 17 ...")]
    [InlineData("19970902T090000", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", WeeklyTwoDays)]
    [InlineData("19970902T090000", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", WeeklyTwoDays)]
    [InlineData("19970901T090000", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "1997-09: 1 3 5 15 17 19 29; 1997-10: 1 3 13 15 17 27 29 31; 1997-11: 10 12 14 24 26 28; 1997-12: 8 10 12 22")]
    [InlineData("19970902T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        "1997-09: 2 4 16 18 30; 1997-10: 2 14 16")]
    public void Days_of_the_daily_and_weekly_examples_come_up(string start, string rule, string expected) =>
        CheckDays(start, rule, expected);

    [Theory]
    [InlineData("19970905T090000", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "1997-09: 5; 1997-10: 3; 1997-11: 7; 1997-12: 5; 1998-01: 2; 1998-02: 6; 1998-03: 6; 1998-04: 3; 1998-05: 1; "
        + "1998-06: 5")]
    [InlineData("19970905T090000", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
        "1997-09: 5; 1997-10: 3; 1997-11: 7; 1997-12: 5")]
    [InlineData("19970907T090000", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "1997-09: 7 28; 1997-11: 2 30; 1998-01: 4 25; 1998-03: 1 29; 1998-05: 3 31")]
    [InlineData("19970922T090000", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        "1997-09: 22; 1997-10: 20; 1997-11: 17; 1997-12: 22; 1998-01: 19; 1998-02: 16")]
    [InlineData("19970928T090000", "FREQ=MONTHLY;BYMONTHDAY=-3",
        "1997-09: 28; 1997-10: 29; 1997-11: 28; 1997-12: 29; 1998-01: 29; 1998-02: 26 ...")]
    [InlineData("19970902T090000", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        "1997-09: 2 15; 1997-10: 2 15; 1997-11: 2 15; 1997-12: 2 15; 1998-01: 2 15")]
    [InlineData("19970930T090000", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "1997-09: 30; 1997-10: 1 31; 1997-11: 1 30; 1997-12: 1 31; 1998-01: 1 31; 1998-02: 1")]
    [InlineData("19970910T090000", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "1997-09: 10-15; 1999-03: 10-13")]
    [InlineData("19970902T090000", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        "1997-09: 2 9 16 23 30; 1997-11: 4 11 18 25; 1998-01: 6 13 20 27; 1998-03: 3 10 17 24 31 ...")]
    [InlineData("19970610T090000", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "1997-06: 10; 1997-07: 10; 1998-06: 10; 1998-07: 10; 1999-06: 10; 1999-07: 10; 2000-06: 10; 2000-07: 10; "
        + "2001-06: 10; 2001-07: 10")]
    [InlineData("19970310T090000", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "1997-03: 10; 1999-01: 10; 1999-02: 10; 1999-03: 10; 2001-01: 10; 2001-02: 10; 2001-03: 10; 2003-01: 10; "
        + "2003-02: 10; 2003-03: 10")]
    [InlineData("19970101T090000", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "1997-01: 1; 1997-04: 10; 1997-07: 19; 2000-01: 1; 2000-04: 9; 2000-07: 18; 2003-01: 1; 2003-04: 10; "
        + "2003-07: 19; 2006-01: 1")]
    [InlineData("19970519T090000", "FREQ=YEARLY;BYDAY=20MO", "1997-05: 19; 1998-05: 18; 1999-05: 17 ...")]
    [InlineData("19970512T090000", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05: 12; 1998-05: 11; 1999-05: 17 ...")]
    [InlineData("19970313T090000", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        "1997-03: 13 20 27; 1998-03: 5 12 19 26; 1999-03: 4 11 18 25 ...")]
    [InlineData("19970605T090000", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        "1997-06: 5 12 19 26; 1997-07: 3 10 17 24 31; 1997-08: 7 14 21 28; "
        + "1998-06: 4 11 18 25; 1998-07: 2 9 16 23 30; 1998-08: 6 13 20 27; "
        + "1999-06: 3 10 17 24; 1999-07: 1 8 15 22 29; 1999-08: 5 12 19 26 ...")]
    [InlineData("19970902T090000", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "1998-02: 13; 1998-03: 13; 1998-11: 13; 1999-08: 13; 2000-10: 13 ...")]
    [InlineData("19970913T090000", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "1997-09: 13; 1997-10: 11; 1997-11: 8; 1997-12: 13; 1998-01: 10; 1998-02: 7; 1998-03: 7; 1998-04: 11; "
        + "1998-05: 9; 1998-06: 13 ...")]
    [InlineData("19961105T090000", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "1996-11: 5; 2000-11: 7; 2004-11: 2 ...")]
    [InlineData("19970904T090000", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "1997-09: 4; 1997-10: 7; 1997-11: 6")]
    [InlineData("19970929T090000", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "1997-09: 29; 1997-10: 30; 1997-11: 27; 1997-12: 30; 1998-01: 29; 1998-02: 26; 1998-03: 30 ...")]
    [InlineData("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08: 5 10 19 24")]
    [InlineData("19970805T090000", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08: 5 17 19 31")]
    [InlineData("20070115T090000", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        "2007-01: 15 30; 2007-02: 15; 2007-03: 15 30")]
    public void Days_of_the_longer_examples_come_up(string start, string rule, string expected) =>
        CheckDays(start, rule, expected);

    /// <summary>Erratum 3883 corrects the first of them: 17:00 in New York is 21:00 in UTC.</summary>
    [Theory]
    [InlineData("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", "09:00 12:00 15:00", false)]
    [InlineData("FREQ=MINUTELY;INTERVAL=15;COUNT=6", "09:00 09:15 09:30 09:45 10:00 10:15", false)]
    [InlineData("FREQ=MINUTELY;INTERVAL=90;COUNT=4", "09:00 10:30 12:00 13:30", false)]
    [InlineData("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", Workday, true)]
    [InlineData("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", Workday, true)]
    public void Times_of_the_examples_come_up(string rule, string expected, bool everyDay)
    {
        var start = Local("19970902T090000");
        Check(
            rule, start,
            [
                .. from day in Enumerable.Range(0, everyDay ? 3 : 1)
                   from time in expected.Split(' ')
                   select start.Date.AddDays(day) + TimeSpan.ParseExact(time, @"hh\:mm", CultureInfo.InvariantCulture),
            ],
            everyDay);
    }

    private static void CheckDays(string start, string rule, string expected)
    {
        var from = Local(start);
        var goesOn = expected.EndsWith(" ...", StringComparison.Ordinal);
        Check(rule, from, [.. Days(expected.Replace(" ...", "")).Select(day => day + from.TimeOfDay)], goesOn);
    }

    private static void Check(string text, DateTime start, List<DateTime> expected, bool goesOn)
    {
        var rule = RecurrenceRule.Parse(text);
        var calendar = new RecurrenceCalendar(rule, Second(start));
        var zone = TimeZones.Find("America/New_York");
        var found = new List<DateTime>();
        for (var next = calendar.AtOrAfter(0); next is { } second; next = calendar.AtOrAfter(second + 1))
        {
            var time = new DateTime(second * TimeSpan.TicksPerSecond);
            if (time - zone.GetUtcOffset(time) > rule.UntilUtc?.UtcDateTime) break;
            if (goesOn && found.Count == expected.Count) break;
            found.Add(time);
        }

        Assert.Equal(expected, found);
        found.Clear();
        var last = calendar.AtOrBefore(Second(expected[^1]));
        for (; last is { } second; last = calendar.AtOrBefore(second - 1))
            found.Insert(0, new DateTime(second * TimeSpan.TicksPerSecond));
        Assert.Equal(expected, found);
    }

    private static IEnumerable<DateTime> Days(string text) =>
        from month in text.Split("; ")
        let words = month.Split([": ", " "], StringSplitOptions.None)
        let first = DateTime.ParseExact(words[0], "yyyy-MM", CultureInfo.InvariantCulture)
        from word in words[1..]
        let ends = word.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToList()
        from day in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
        select first.AddDays(day - 1);

    private static DateTime Local(string text) =>
        DateTime.ParseExact(text, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    private static long Second(DateTime time) => time.Ticks / TimeSpan.TicksPerSecond;
}
