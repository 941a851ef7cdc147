using Gnomon.Codecs;
using Gnomon.Local;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Local;

public sealed class RateMeterTests
{
    [Fact]
    public void Bucket_allows_what_fractions_of_a_token_allow_and_nothing_more()
    {
        foreach (var seed in Seeds.FromOne(usually: 50))
        {
            var random = new Random(seed);
            var rule = new RateLimit(random.Next(1, 8), TimeSpan.FromTicks(random.Next(1, 50)), random.Next(1, 6));
            var meter = RateMeter.Of(rule, null, 0)!;
            // Tokens times the ticks of the rule, so that the model needs no fractions either.
            var (level, at) = (rule.Capacity * (Int128)rule.Per.Ticks, 0L);
            for (var now = 0L; now < 400; now += random.Next(0, 4))
            {
                level = Int128.Min(rule.Capacity * (Int128)rule.Per.Ticks, level + (now - at) * rule.Count);
                at = now;
                var allowed = level >= rule.Per.Ticks;
                Assert.True(allowed == meter.AvailableAt <= now, $"seed {seed}, {rule}, at {now}");
                Assert.True(meter.FreshAt <= now == (level == rule.Capacity * (Int128)rule.Per.Ticks), $"seed {seed}");
                if (!allowed) continue;
                level -= rule.Per.Ticks;
                meter.Take(now);
            }
        }
    }

    [Fact]
    public void Window_allows_what_a_count_of_every_span_allows_and_nothing_more()
    {
        foreach (var seed in Seeds.FromOne(usually: 50))
        {
            var random = new Random(seed);
            var rule = new RateLimit(
                random.Next(1, 6), TimeSpan.FromTicks(random.Next(1, 30)), Kind: RateKind.SlidingWindow);
            var meter = RateMeter.Of(rule, null, 0)!;
            var taken = new List<long>();
            for (var now = 0L; now < 400; now += random.Next(0, 4))
            {
                var inSpan = taken.Count(instant => instant > now - rule.Per.Ticks);
                Assert.True(inSpan < rule.Count == meter.AvailableAt <= now, $"seed {seed}, {rule}, at {now}");
                if (inSpan >= rule.Count) continue;
                taken.Add(now);
                meter.Take(now);
            }
        }
    }

    [Theory]
    [InlineData(RateKind.TokenBucket)]
    [InlineData(RateKind.SlidingWindow)]
    public void Meter_is_the_same_after_it_was_written_and_read(RateKind kind)
    {
        var rule = new RateLimit(3, TimeSpan.FromTicks(100), Kind: kind);
        var meter = RateMeter.Of(rule, null, 0)!;
        foreach (var instant in new[] { 7L, 7L, 40L }) meter.Take(instant);
        var writer = new RecordWriter();
        meter.Write(writer);
        var read = RateMeter.Of(rule, null, 0)!;
        var reader = new RecordReader(writer.Written);
        Assert.Equal(kind, (RateKind)reader.Byte());
        read.Read(ref reader, kind);
        Assert.True(reader.AtEnd);
        Assert.Equal((meter.AvailableAt, meter.FreshAt), (read.AvailableAt, read.FreshAt));
    }

    [Theory]
    [InlineData(RateKind.TokenBucket)]
    [InlineData(RateKind.SlidingWindow)]
    public void What_another_kind_wrote_is_passed_over(RateKind kind)
    {
        var rule = new RateLimit(3, TimeSpan.FromTicks(100), Kind: kind);
        var meter = RateMeter.Of(rule, null, 0)!;
        meter.Take(1);
        var writer = new RecordWriter();
        meter.Write(writer);
        var reader = new RecordReader(writer.Written);
        Assert.Equal(kind, (RateKind)reader.Byte());
        var other = RateMeter.Of(rule with { Kind = 1 - kind }, null, 0)!;
        other.Read(ref reader, kind);
        Assert.True(reader.AtEnd);
        Assert.True(other.FreshAt <= 0);
    }

    [Fact]
    public void Largest_rates_stay_inside_their_numbers()
    {
        var rule = new RateLimit(
            QueueLimits.MaxRateCount, QueueLimits.MaxRatePer, QueueLimits.MaxRateCount);
        var slow = RateMeter.Of(rule with { Count = 1 }, null, 0)!;
        for (var i = 0; i < QueueLimits.MaxRateCount; i++) slow.Take(0);
        Assert.Equal(QueueLimits.MaxRatePer.Ticks, slow.AvailableAt);
        Assert.Equal(QueueLimits.MaxRatePer.Ticks * QueueLimits.MaxRateCount, slow.FreshAt);
        var fast = RateMeter.Of(rule, slow, DateTime.MaxValue.Ticks)!;
        Assert.True(fast.AvailableAt <= DateTime.MaxValue.Ticks);
    }
}
