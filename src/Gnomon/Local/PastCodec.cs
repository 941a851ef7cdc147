using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>The encoded form of the past of a schedule in a checkpoint, its ticks apart.
/// <code>stored at · has a past · [recorded · six counts · failures in a row · last run, its instants and state · count ·
/// (kind, at, revision, reason)*]</code></summary>
internal static class PastCodec
{
    public static void Write(RecordWriter writer, LocalSchedule schedule)
    {
        writer.Int64(schedule.StoredAt);
        writer.Byte(schedule.Past is null ? (byte)0 : (byte)1);
        if (schedule.Past is not { } past) return;
        writer.Number(past.Recorded);
        writer.Number(past.Ran);
        writer.Number(past.Skipped);
        writer.Number(past.Buffered);
        writer.Number(past.Succeeded);
        writer.Number(past.Failed);
        writer.Number(past.Cancelled);
        writer.Number(past.ConsecutiveFailures);
        writer.Guid(past.LastRun.Value);
        writer.Int64(past.LastRunAt);
        writer.Int64(past.LastRunEnded);
        writer.Byte((byte)past.LastRunState);
        writer.Number(past.Events.Count);
        foreach (var happened in past.Events)
        {
            writer.Byte((byte)happened.Kind);
            writer.Int64(happened.At.UtcTicks);
            writer.Number(happened.Revision);
            writer.OptionalText(happened.Reason);
        }
    }

    public static void Read(ref RecordReader reader, LocalSchedule schedule)
    {
        schedule.StoredAt = reader.Int64();
        if (reader.Byte() == 0) return;
        // The ticks came before this and were counted as they came.
        var past = schedule.Past ??= new SchedulePast();
        past.Recorded = reader.Number();
        (past.Ran, past.Skipped, past.Buffered) = (reader.Number(), reader.Number(), reader.Number());
        (past.Succeeded, past.Failed, past.Cancelled) = (reader.Number(), reader.Number(), reader.Number());
        past.ConsecutiveFailures = reader.Int32();
        past.LastRun = new JobId(reader.Guid());
        (past.LastRunAt, past.LastRunEnded) = (reader.Int64(), reader.Int64());
        past.LastRunState = (JobState)reader.Byte();
        for (var left = reader.Number(); left > 0; left--)
        {
            var (kind, at) = ((ScheduleEventKind)reader.Byte(), new DateTimeOffset(reader.Int64(), TimeSpan.Zero));
            past.Events.Add(new ScheduleEvent(kind, at, reader.Number(), reader.OptionalText()));
        }
    }
}
