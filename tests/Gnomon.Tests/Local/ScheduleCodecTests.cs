using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Local.Journal;
using Gnomon.Triggers;

namespace Gnomon.Tests.Local;

public class ScheduleCodecTests
{
    [Fact]
    public void Every_part_of_a_schedule_comes_back()
    {
        for (var seed = 1; seed <= 500; seed++)
        {
            var schedule = Next(new Random(seed));
            var read = Read(Encode(schedule));
            Assert.True(ScheduleCodec.SameDefinition(schedule, read), $"seed {seed}");
            Assert.Equal(schedule.Trigger.Text, read.Trigger.Text);
            // The job is compared by its own tests.
            Assert.Equal(schedule with { Job = read.Job, Trigger = read.Trigger }, read);
        }
    }

    [Fact]
    public void Truncated_schedule_is_refused_as_invalid_data()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var bytes = Encode(Next(new Random(seed)));
            for (var length = 0; length < bytes.Length; length++)
                Assert.Throws<InvalidDataException>(() => Read(bytes[..length]));
        }
    }

    [Fact]
    public void Schedule_with_a_trigger_that_cannot_be_read_comes_back_unreadable_and_keeps_its_text()
    {
        var schedule = Next(new Random(1)) with { Trigger = new UnreadableTrigger("cron nonsense", "why") };
        var read = Read(Encode(schedule));
        Assert.IsType<UnreadableTrigger>(read.Trigger);
        Assert.Equal("cron nonsense", read.Trigger.Text);
        Assert.Null(read.Next(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Every_part_of_a_tick_comes_back()
    {
        for (var seed = 1; seed <= 500; seed++)
        {
            var random = new Random(seed);
            var tick = new Tick(
                RandomSpecs.Instant(random), RandomSpecs.Instant(random), (TickOutcome)random.Next(2))
            {
                Job = RandomSpecs.Maybe(random) ? JobId.ForTick("s", RandomSpecs.Instant(random)) : null,
                Reason = RandomSpecs.Maybe(random) ? RandomSpecs.Text(random) : null,
                Until = RandomSpecs.Maybe(random) ? RandomSpecs.Instant(random) : null,
            };
            var writer = new RecordWriter();
            ScheduleCodec.Write(writer, tick);
            var reader = new RecordReader(writer.Written);
            Assert.Equal(tick, ScheduleCodec.ReadTick(ref reader));
            Assert.True(reader.AtEnd);
        }
    }

    private static Schedule Next(Random random) => new()
    {
        Id = RandomSpecs.Text(random),
        Trigger = random.Next(3) switch
        {
            0 => new OnceTrigger(RandomSpecs.Instant(random)),
            1 => new IntervalTrigger(TimeSpan.FromSeconds(random.Next(1, 9999)), RandomSpecs.Instant(random)),
            _ => new CronTrigger(CronExpression.Parse($"{random.Next(60)} * * * *"), TimeZoneInfo.Utc),
        },
        Job = RandomSpecs.Next(random),
        Start = RandomSpecs.Maybe(random) ? RandomSpecs.Instant(random) : null,
        End = RandomSpecs.Maybe(random) ? RandomSpecs.Instant(random) : null,
        Overlap = (OverlapPolicy)random.Next(2),
        CatchUp = (CatchUp)random.Next(3),
        CatchUpWindow = TimeSpan.FromSeconds(random.Next(99_999)),
        Paused = RandomSpecs.Maybe(random),
        Reason = RandomSpecs.Maybe(random) ? RandomSpecs.Text(random) : null,
    };

    private static byte[] Encode(Schedule schedule)
    {
        var writer = new RecordWriter();
        ScheduleCodec.Write(writer, schedule);
        return writer.Written.ToArray();
    }

    private static Schedule Read(byte[] bytes)
    {
        var reader = new RecordReader(bytes);
        return ScheduleCodec.Read(ref reader);
    }
}
