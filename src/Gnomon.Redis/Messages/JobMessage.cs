using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>A job as describe.lua tells it.</summary>
internal static class JobMessage
{
    public const string PastDeadline = "its deadline passed before it was done";

    /// <param name="reader">Stands at the job, and behind it afterwards.</param>
    public static Job Read(ref MessageReader reader)
    {
        reader.Array();
        var (id, state, priority) = (new JobId(reader.Guid()), (JobState)reader.Number(), (byte)reader.Number());
        var (created, due, attempt) = (reader.Number(), reader.Number(), (int)reader.Number());
        var (node, started, attemptEnded) = (reader.OptionalText(), reader.Number(), reader.Number());
        var (outcome, attemptError) = ((AttemptOutcome)reader.Number(), reader.OptionalText());
        var (error, finished) = (reader.OptionalText(), reader.Number());
        double? progress = reader.TryNothing() ? null : reader.Double();
        var (text, cancel, endedBy, pin) = (reader.OptionalText(), reader.Bool(), reader.Number(), reader.OptionalText());
        var replacement = reader.TryNothing() ? default : reader.Bytes();
        var spec = SpecMessage.Read(reader.Bytes(), priority, pin, replacement);
        var result = reader.TryNothing() ? default : reader.Bytes();
        var attempts = reader.TryNothing() ? [] : ReadAttempts(reader.Bytes());
        var isSkipped = state == JobState.Cancelled && endedBy != 0;
        var reason = ReadReason(ref reader, spec);
        if (attempt > 0)
            attempts.Add(new Attempt(
                attempt, node!, RedisTime.Instant(started), RedisTime.OptionalInstant(attemptEnded), outcome, attemptError));
        return new Job(id, spec, state)
        {
            Attempt = attempt, CreatedAt = RedisTime.Instant(created), RunAt = RedisTime.Instant(due),
            StartedAt = RedisTime.OptionalInstant(started), FinishedAt = RedisTime.OptionalInstant(finished),
            Result = result, Progress = progress, ProgressText = text, Node = node, CancelRequested = cancel,
            Skipped = isSkipped, Attempts = attempts,
            Error = error ?? (state == JobState.Expired ? PastDeadline
                : isSkipped ? reason : null),
        };
    }

    /// <summary>Why a step was ended for the end of another one.</summary>
    private static string ReadReason(ref MessageReader reader, JobSpec spec)
    {
        if (reader.TryNothing()) return SkipReason.Unknown;
        reader.Array();
        var cause = new JobId(reader.Guid());
        return SkipReason.Of(spec, cause, reader.Text(), (JobState)reader.Number(), reader.Bool());
    }

    private static List<Attempt> ReadAttempts(ReadOnlyMemory<byte> stored)
    {
        var reader = new MessageReader(stored);
        var count = reader.Array();
        var attempts = new List<Attempt>(count + 1);
        for (; count > 0; count--)
        {
            reader.Array();
            attempts.Add(new Attempt(
                (int)reader.Number(), reader.Text(), RedisTime.Instant(reader.Number()),
                RedisTime.Instant(reader.Number()), (AttemptOutcome)reader.Number(), reader.OptionalText()));
        }

        return attempts;
    }
}
