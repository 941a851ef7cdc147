using Gnomon.Codecs;
using Gnomon.Tests.Local;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Local.Journal;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Codecs;

public sealed class ScheduleCodecTests
{
    /// <summary>What the program of form 1 wrote for <see cref="Full"/> without jitter and most runs.</summary>
    private const string Form1 =
        "0101732340657665727920316D2066726F6D20323032362D30312D30315430303A30303A30305A0A010005017101685B"
        + "315D0000F8B4C848DE0800C061DF9149DE08010280A0A39C8C02000103776879";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Schedule Full = new()
    {
        Id = "s", Trigger = new IntervalTrigger(TimeSpan.FromMinutes(1), Start),
        Job = new JobSpec { Handler = "h", Queue = "q", Args = "[1]"u8.ToArray() },
        Start = Start, End = Start.AddDays(1), Overlap = OverlapPolicy.Skip, CatchUp = CatchUp.All,
        CatchUpWindow = TimeSpan.FromHours(2), Reason = "why", Jitter = TimeSpan.FromSeconds(7), MaxRuns = 9,
        PauseAfterFailures = 4,
    };

    [Fact]
    public void Every_part_of_a_schedule_comes_back()
    {
        AssertSame(Full, Read(Write(Full)));
        AssertSame(Full with { MaxRuns = long.MaxValue }, Read(Write(Full with { MaxRuns = long.MaxValue })));
        for (var seed = 1; seed <= 500; seed++)
        {
            var schedule = Next(new Random(seed));
            var read = Read(Write(schedule));
            Assert.True(ScheduleCodec.SameDefinition(schedule, read), $"seed {seed}");
            // The random job is compared by its own tests, a cron trigger by its text.
            Assert.Equal(schedule.Trigger.Text, read.Trigger.Text);
            Assert.Equal(schedule with { Job = read.Job, Trigger = read.Trigger }, read);
        }
    }

    [Fact]
    public void Truncated_schedule_is_refused_as_invalid_data()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var bytes = Write(Next(new Random(seed)));
            for (var length = 0; length < bytes.Length; length++)
                Assert.Throws<InvalidDataException>(() => Read(bytes[..length]));
        }
    }

    [Fact]
    public void Schedule_with_a_trigger_that_cannot_be_read_comes_back_unreadable_and_keeps_its_text()
    {
        var schedule = Full with { Trigger = new UnreadableTrigger("cron nonsense", "why") };
        var read = Read(Write(schedule));
        Assert.IsType<UnreadableTrigger>(read.Trigger);
        Assert.Equal("cron nonsense", read.Trigger.Text);
        Assert.Null(read.Next(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void What_form_1_wrote_is_read_without_jitter_and_most_runs()
    {
        var reader = new RecordReader(Convert.FromHexString(Form1));
        var read = ScheduleCodec.Read(ref reader, out var version);
        Assert.Equal((1, 0), (version, reader.Remaining));
        AssertSame(Full with { Jitter = TimeSpan.Zero, MaxRuns = null, PauseAfterFailures = null }, read);
    }

    [Fact]
    public void A_schedule_in_a_newer_form_is_refused_with_the_forms_that_are_read()
    {
        var bytes = Write(Full);
        bytes[0] = ScheduleCodec.Version + 1;
        var refusal = Assert.Throws<InvalidDataException>(() => Read(bytes));
        Assert.Equal("a schedule is written in form 4; this program reads forms 1 to 3", refusal.Message);
    }

    [Fact]
    public void Another_jitter_or_bound_is_another_definition()
    {
        Assert.True(ScheduleCodec.SameDefinition(Full, Full with { }));
        Assert.False(ScheduleCodec.SameDefinition(Full, Full with { Jitter = TimeSpan.FromSeconds(8) }));
        Assert.False(ScheduleCodec.SameDefinition(Full, Full with { MaxRuns = null }));
        Assert.False(ScheduleCodec.SameDefinition(Full, Full with { PauseAfterFailures = 5 }));
    }

    [Fact]
    public void Every_part_of_a_tick_comes_back()
    {
        for (var seed = 1; seed <= 500; seed++)
        {
            var random = new Random(seed);
            var tick = new Tick(
                RandomSpecs.Instant(random), RandomSpecs.Instant(random), (TickOutcome)random.Next(3))
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
        Overlap = (OverlapPolicy)random.Next(6),
        CatchUp = (CatchUp)random.Next(3),
        CatchUpWindow = TimeSpan.FromSeconds(random.Next(99_999)),
        Paused = RandomSpecs.Maybe(random),
        Reason = RandomSpecs.Maybe(random) ? RandomSpecs.Text(random) : null,
        Jitter = RandomSpecs.Maybe(random) ? TimeSpan.FromMilliseconds(random.Next(99_999)) : default,
        MaxRuns = RandomSpecs.Maybe(random) ? random.NextInt64(1, long.MaxValue) : null,
        PauseAfterFailures = RandomSpecs.Maybe(random) ? random.Next(1, int.MaxValue) : null,
    };

    private static byte[] Write(Schedule schedule)
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

    private static void AssertSame(Schedule expected, Schedule actual)
    {
        Assert.Equal(expected.Job.Args.ToArray(), actual.Job.Args.ToArray());
        var plain = new JobSpec { Handler = "compared above" };
        Assert.Equal((expected.Job.Handler, expected.Job.Queue), (actual.Job.Handler, actual.Job.Queue));
        Assert.Equal(expected with { Job = plain }, actual with { Job = plain });
    }
}
