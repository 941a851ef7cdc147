using System.Globalization;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class CronTriggerOracleTests
{
    private const int SampledChanges = 60;
    private const int ExpressionsOfASample = 20;
    private const int ExpressionsOfAWindow = 30;
    private const int ExpressionsOfTheWholeRun = 150;
    private const int WindowHours = 36;

    [Theory]
    [InlineData("America/New_York", "2016-03-13")]
    [InlineData("America/New_York", "2016-11-06")]
    [InlineData("Europe/Berlin", "2024-03-31")]
    [InlineData("Europe/Berlin", "2024-10-27")]
    [InlineData("Europe/Dublin", "2019-10-27")]
    [InlineData("Australia/Lord_Howe", "2017-04-01")]
    [InlineData("Australia/Lord_Howe", "2017-09-30")]
    [InlineData("Pacific/Apia", "2011-12-30")]
    [InlineData("Pacific/Kwajalein", "1993-08-20")]
    [InlineData("America/Santiago", "2017-05-14")]
    [InlineData("America/Santiago", "2019-09-08")]
    [InlineData("America/Sao_Paulo", "2018-11-04")]
    [InlineData("Asia/Pyongyang", "2015-08-14")]
    [InlineData("Asia/Pyongyang", "2018-05-04")]
    [InlineData("America/Caracas", "2007-12-09")]
    [InlineData("Antarctica/Troll", "2016-03-27")]
    [InlineData("Antarctica/Troll", "2016-10-30")]
    [InlineData("Africa/Casablanca", "2019-05-05")]
    [InlineData("Africa/Casablanca", "2019-06-09")]
    [InlineData("Asia/Amman", "2022-10-28")]
    [InlineData("Asia/Kathmandu", "2027-02-28")]
    [InlineData("UTC", "2028-02-29")]
    public void Next_and_last_agree_with_a_minute_by_minute_walk(string zoneId, string day)
    {
        var middle = DateTimeOffset.ParseExact(
            day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Compare(zoneId, CivilTimeOracle.Second(middle), 3 * 24, 60, ExpressionsOfAWindow, middle.DayOfYear);
    }

    [Theory]
    [InlineData("Australia/Lord_Howe", "2017-04-01T15:00:00Z")]
    [InlineData("America/New_York", "2016-03-13T07:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z")]
    public void Next_and_last_agree_with_a_second_by_second_walk(string zoneId, string change) => Compare(
        zoneId, CivilTimeOracle.Second(DateTimeOffset.Parse(change, CultureInfo.InvariantCulture)), hours: 5, step: 1,
        ExpressionsOfASample, part: 1);

    [Fact]
    public void Next_and_last_agree_with_a_walk_around_a_sample_of_offset_changes()
    {
        var random = RunSeed.For(2);
        var found = new Dictionary<string, List<long>>();
        for (var i = 0; i < SampledChanges; i++)
        {
            var zone = OffsetChanges.Zones[random.Next(OffsetChanges.Zones.Length)];
            if (!found.TryGetValue(zone, out var changes))
                found[zone] = changes = OffsetChanges.Of(TimeZones.Find(zone));
            Compare(zone, changes[random.Next(changes.Count)], WindowHours, 60, ExpressionsOfASample, random.Next());
        }
    }

    /// <summary>Takes minutes; CONTRIBUTING.md has the command.</summary>
    [Fact(Explicit = true)]
    public void Next_and_last_agree_with_a_walk_around_every_offset_change_from_2007_to_2037() =>
        Parallel.ForEach(OffsetChanges.Zones, zone =>
        {
            var changes = OffsetChanges.Of(TimeZones.Find(zone));
            for (var i = 0; i < changes.Count; i++)
            {
                Compare(zone, changes[i], WindowHours, 60, ExpressionsOfTheWholeRun, part: i);
                if (i % 10 == 0) Compare(zone, changes[i], hours: 5, step: 1, ExpressionsOfASample, part: i);
            }
        });

    [Theory]
    [InlineData(CronDialect.Native)]
    [InlineData(CronDialect.Vixie)]
    [InlineData(CronDialect.Quartz)]
    public void Next_and_last_agree_with_a_walk_through_the_days_of_years(CronDialect dialect)
    {
        var random = RunSeed.For((int)dialect);
        for (var i = 0; i < 150; i++)
        {
            var from = new DateTime(random.Next(1975, 2090), random.Next(1, 13), random.Next(1, 29));
            var cron = new RandomCron(random, dialect, from);
            var trigger = new CronTrigger(CronExpression.Parse(cron.Text, dialect), TimeZoneInfo.Utc);
            for (var (day, end) = (from, from.AddYears(3)); day < end;)
            {
                var next = trigger.Next(new DateTimeOffset(day, TimeSpan.Zero).AddTicks(-1))?.UtcDateTime;
                var expected = day;
                while (expected < end && !cron.MatchesDay(DateOnly.FromDateTime(expected)))
                    expected = expected.AddDays(1);
                var isRight = expected < end ? next?.Date == expected : next is null || next >= end;
                Assert.True(isRight, $"{RunSeed.Text}: '{trigger}' from {day:O} gave {next:O}, expected {expected:O}");
                if (next is null || next >= end) break;
                var (first, last) = (Edge(cron, expected, 1), Edge(cron, expected.AddDays(1).AddSeconds(-1), -1));
                Assert.True(next == first, $"{RunSeed.Text}: '{trigger}' gave {next:O}, expected {first:O}");
                day = expected.AddDays(1);
                var latest = trigger.Last(new DateTimeOffset(day, TimeSpan.Zero).AddTicks(-1))?.UtcDateTime;
                Assert.True(latest == last, $"{RunSeed.Text}: '{trigger}' gave {latest:O}, expected {last:O}");
            }
        }
    }

    private static DateTime Edge(RandomCron cron, DateTime at, int direction)
    {
        while (!cron.MatchesMinute(at)) at = at.AddMinutes(direction);
        while (!cron.Matches(at)) at = at.AddSeconds(direction);
        return at;
    }

    private static void Compare(string zone, long change, int hours, int step, int expressions, int part)
    {
        var window = new OracleWindow(TimeZones.Find(zone), change, hours, step);
        var random = RunSeed.For(part + zone.Sum(c => c * 7919));
        var ticks = 0;
        for (var i = 0; i < expressions; i++) ticks += window.Compare(random);
        Assert.True(ticks > 0, $"{RunSeed.Text}: no expression ticked in {zone}");
    }
}
