using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Local.Journal;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Local;

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
    };

    [Fact]
    public void Every_member_is_read_as_it_was_written()
    {
        AssertSame(Full, Read(Write(Full)));
        var plain = new Schedule { Id = "p", Trigger = Full.Trigger, Job = Full.Job };
        AssertSame(plain, Read(Write(plain)));
        AssertSame(Full with { MaxRuns = long.MaxValue }, Read(Write(Full with { MaxRuns = long.MaxValue })));
    }

    [Fact]
    public void What_form_1_wrote_is_read_without_jitter_and_most_runs()
    {
        var reader = new RecordReader(Convert.FromHexString(Form1));
        var read = ScheduleCodec.Read(ref reader, out var version);
        Assert.Equal((1, 0), (version, reader.Remaining));
        AssertSame(Full with { Jitter = TimeSpan.Zero, MaxRuns = null }, read);
    }

    [Fact]
    public void A_schedule_in_a_newer_form_is_refused_with_the_forms_that_are_read()
    {
        var bytes = Write(Full);
        bytes[0] = ScheduleCodec.Version + 1;
        var refusal = Assert.Throws<InvalidDataException>(() => Read(bytes));
        Assert.Equal("a schedule is written in form 3; this program reads forms 1 to 2", refusal.Message);
    }

    [Fact]
    public void Another_jitter_or_bound_is_another_definition()
    {
        Assert.True(ScheduleCodec.SameDefinition(Full, Full with { }));
        Assert.False(ScheduleCodec.SameDefinition(Full, Full with { Jitter = TimeSpan.FromSeconds(8) }));
        Assert.False(ScheduleCodec.SameDefinition(Full, Full with { MaxRuns = null }));
    }

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
