using System.Globalization;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class CronTriggerOracleTests
{
    private const int ExpressionsPerWindow = 60;
    private const int ProbesPerExpression = 40;

    [Theory]
    [InlineData("America/New_York", "2016-03-13", 1)]
    [InlineData("America/New_York", "2016-11-06", 2)]
    [InlineData("Europe/Berlin", "2024-03-31", 3)]
    [InlineData("Europe/Berlin", "2024-10-27", 4)]
    [InlineData("Europe/Dublin", "2019-10-27", 5)]
    [InlineData("Australia/Lord_Howe", "2017-04-01", 6)]
    [InlineData("Australia/Lord_Howe", "2017-09-30", 7)]
    [InlineData("Pacific/Apia", "2011-12-30", 8)]
    [InlineData("Pacific/Kwajalein", "1993-08-20", 9)]
    [InlineData("America/Santiago", "2017-05-14", 10)]
    [InlineData("America/Santiago", "2019-09-08", 11)]
    [InlineData("America/Sao_Paulo", "2018-11-04", 12)]
    [InlineData("Asia/Pyongyang", "2015-08-14", 13)]
    [InlineData("Asia/Pyongyang", "2018-05-04", 14)]
    [InlineData("America/Caracas", "2007-12-09", 15)]
    [InlineData("Antarctica/Troll", "2016-03-27", 16)]
    [InlineData("Antarctica/Troll", "2016-10-30", 17)]
    [InlineData("Africa/Casablanca", "2019-05-05", 18)]
    [InlineData("Africa/Casablanca", "2019-06-09", 19)]
    [InlineData("Asia/Amman", "2022-10-28", 20)]
    [InlineData("Asia/Kathmandu", "2027-02-28", 21)]
    [InlineData("UTC", "2028-02-29", 22)]
    public void Next_and_last_agree_with_a_minute_by_minute_search(string zoneId, string day, int seed)
    {
        var zone = TimeZones.Find(zoneId);
        var middle = DateTimeOffset.ParseExact(
            day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var (from, to) = (middle.AddDays(-3), middle.AddDays(4));
        var oracle = new CivilTimeOracle(zone, from, to);
        var random = new Random(seed);
        var compared = 0;
        for (var i = 0; i < ExpressionsPerWindow; i++)
        {
            var cron = new RandomCron(random);
            var trigger = new CronTrigger(CronExpression.Parse(cron.Text), zone);
            Assert.Equal(cron.Interval, trigger.Expression.IsInterval);
            var ticks = oracle.Ticks(cron);
            compared += ticks.Count;
            for (var probe = 0; probe < ProbesPerExpression; probe++)
            {
                var at = from.AddTicks(random.NextInt64((to - from).Ticks));
                if (ticks.Count > 0 && probe % 2 == 0)
                    at = ticks[random.Next(ticks.Count)].AddTicks(random.Next(-1, 2));
                if (at >= from) Compare(trigger, ticks, at, from, to, seed);
            }
        }

        Assert.True(compared > 0, $"seed {seed}: no expression ever ticked");
    }

    private static void Compare(
        CronTrigger trigger, List<DateTimeOffset> ticks, DateTimeOffset at, DateTimeOffset from, DateTimeOffset to,
        int seed)
    {
        var next = trigger.Next(at);
        var expectedNext = ticks.Find(t => t > at);
        var nextIsRight = expectedNext == default ? next is null || next > to : next == expectedNext;
        Assert.True(nextIsRight, $"seed {seed}: '{trigger}' after {at:O} gave {next:O}, expected {expectedNext:O}");
        var last = trigger.Last(at);
        var expectedLast = ticks.FindLast(t => t <= at);
        var lastIsRight = expectedLast == default ? last is null || last < from : last == expectedLast;
        Assert.True(lastIsRight, $"seed {seed}: '{trigger}' up to {at:O} gave {last:O}, expected {expectedLast:O}");
        if (next is { } tick)
            Assert.True(
                trigger.Last(tick) == tick && trigger.Last(tick.AddTicks(-1)) == last,
                $"seed {seed}: '{trigger}' is not the same backwards around {tick:O}");
    }
}
