using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Codecs;

/// <summary>The encoded form of schedules, and of ticks in the journal. To change it, write a new <see cref="Version"/>
/// and keep reading every older one. Form 1 had no jitter and no most runs, form 2 no pause after failures and no
/// past of a schedule.</summary>
internal static class ScheduleCodec
{
    public const byte Version = 3;

    /// <summary>The first form with jitter and most runs.</summary>
    public const byte VersionWithRuns = 2;

    /// <summary>The first form with a pause after failures, and with the past of a schedule in a checkpoint.</summary>
    public const byte VersionWithPast = 3;

    public static void Write(RecordWriter writer, Schedule schedule)
    {
        writer.Byte(Version);
        writer.Text(schedule.Id);
        writer.Text(schedule.Trigger.Text);
        writer.Bytes(JobSpecCodec.Encode(schedule.Job));
        writer.Int64(schedule.Start?.UtcTicks ?? 0);
        writer.Int64(schedule.End?.UtcTicks ?? 0);
        writer.Byte((byte)schedule.Overlap);
        writer.Byte((byte)schedule.CatchUp);
        writer.Number(schedule.CatchUpWindow.Ticks);
        writer.Byte(schedule.Paused ? (byte)1 : (byte)0);
        writer.OptionalText(schedule.Reason);
        writer.Number(schedule.Jitter.Ticks);
        writer.Number(schedule.MaxRuns ?? 0);
        writer.Number(schedule.PauseAfterFailures ?? 0);
    }

    /// <summary>Reads a schedule. One whose trigger this machine cannot read, because its time zone is gone, say, comes
    /// back as one that never fires and says why: it must not keep the others from running.</summary>
    /// <exception cref="InvalidDataException">It is written in a newer form.</exception>
    public static Schedule Read(ref RecordReader reader) => Read(ref reader, out _);

    /// <inheritdoc cref="Read(ref RecordReader)"/>
    /// <param name="reader">Stands where the schedule begins.</param>
    /// <param name="version">The form it is written in.</param>
    public static Schedule Read(ref RecordReader reader, out byte version)
    {
        version = reader.Byte();
        if (version is 0 or > Version)
            throw new InvalidDataException(
                $"a schedule is written in form {version}; this program reads forms 1 to {Version}");
        var id = reader.Text();
        var trigger = ReadTrigger(reader.Text());
        return new Schedule
        {
            Id = id,
            Trigger = trigger,
            Job = JobSpecCodec.Decode(reader.Bytes().ToArray()),
            Start = Instant(reader.Int64()),
            End = Instant(reader.Int64()),
            Overlap = (OverlapPolicy)reader.Byte(),
            CatchUp = (CatchUp)reader.Byte(),
            CatchUpWindow = new TimeSpan(reader.Number()),
            Paused = reader.Byte() != 0,
            Reason = reader.OptionalText(),
            Jitter = version < VersionWithRuns ? default : new TimeSpan(reader.Number()),
            MaxRuns = version >= VersionWithRuns && reader.Number() is > 0 and var most ? most : null,
            PauseAfterFailures = version >= VersionWithPast && reader.Int32() is > 0 and var failures ? failures : null,
        };
    }

    /// <summary>Whether two definitions are the same to the last byte.</summary>
    public static bool SameDefinition(Schedule one, Schedule other)
    {
        var (left, right) = (new RecordWriter(), new RecordWriter());
        Write(left, one);
        Write(right, other);
        return left.Written.SequenceEqual(right.Written);
    }

    public static void Write(RecordWriter writer, Tick tick)
    {
        writer.Int64(tick.At.UtcTicks);
        writer.Int64(tick.FiredAt.UtcTicks);
        writer.Byte((byte)tick.Outcome);
        writer.Guid(tick.Job?.Value ?? default);
        writer.OptionalText(tick.Reason);
        writer.Int64(tick.Until?.UtcTicks ?? 0);
    }

    public static Tick ReadTick(ref RecordReader reader)
    {
        var at = new DateTimeOffset(reader.Int64(), default);
        var firedAt = new DateTimeOffset(reader.Int64(), default);
        var outcome = (TickOutcome)reader.Byte();
        var job = reader.Guid();
        return new Tick(at, firedAt, outcome)
        {
            Job = job == default ? null : new JobId(job),
            Reason = reader.OptionalText(),
            Until = Instant(reader.Int64()),
        };
    }

    private static DateTimeOffset? Instant(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, default);

    private static Trigger ReadTrigger(string text)
    {
        try
        {
            return TriggerText.Parse(text);
        }
        catch (FormatException error)
        {
            return new UnreadableTrigger(text, error.Message);
        }
    }
}
