using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;

namespace Gnomon.Local;

/// <summary>What handlers say they are at.</summary>
internal sealed partial class LocalState
{
    /// <summary>Upper bound of the bytes that a text takes in the journal, with its record.</summary>
    public static long MaxTextBytes(string? text) =>
        text is null ? 0 : Math.Min(text.Length, JobLimits.MaxProgressTextLength) * 3L + 24;

    /// <summary>Keeps the text beside the progress; null changes nothing.</summary>
    public void ReportText(LocalJob job, string? text)
    {
        if (text is null) return;
        if (text.Length > JobLimits.MaxProgressTextLength) text = text[..JobLimits.MaxProgressTextLength];
        (job.Details!.Log ??= new LogTail()).ProgressText = text;
        if (Log is not null) WriteText(Log, job);
    }

    /// <summary>Writes how often the handler of a job put it off, where it did.</summary>
    public static void WriteSnoozes(RecordWriter records, LocalJob job)
    {
        if (job.Details is not { Snoozes: > 0 and var snoozes }) return;
        records.Byte((byte)RecordKind.SnoozesRestated);
        records.Number(job.Sequence);
        records.Number(snoozes);
    }

    private static void ForgetText(JobDetails details)
    {
        if (details.Log is { } log) log.ProgressText = null;
    }

    /// <summary>Writes the text of a job that has one.</summary>
    public static void WriteText(RecordWriter records, LocalJob job)
    {
        if (job.Details?.ProgressText is not { } text) return;
        records.Byte((byte)RecordKind.TextReported);
        records.Number(job.Sequence);
        records.Text(text);
    }
}
