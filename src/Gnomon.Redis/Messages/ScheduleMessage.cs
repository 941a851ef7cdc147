using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis.Messages;

/// <summary>A schedule as schedules.lua tells it. Its definition is stored neither paused nor with a reason: these two
/// change without it.</summary>
internal static class ScheduleMessage
{
    /// <summary>The definition as it is stored: the same bytes for the same definition.</summary>
    public static ReadOnlySpan<byte> Encode(Schedule schedule)
    {
        var writer = new RecordWriter();
        ScheduleCodec.Write(writer, schedule with { Paused = false, Reason = null });
        return writer.Written;
    }

    public static Schedule Decode(ReadOnlyMemory<byte> encoded)
    {
        var reader = new RecordReader(encoded.Span);
        return ScheduleCodec.Read(ref reader);
    }

    /// <param name="reader">Stands at the schedule, and behind it afterwards.</param>
    /// <param name="definitions">Those that are known.</param>
    /// <param name="isDeclaredPaused">Whether the set that it is in declares it paused.</param>
    /// <param name="definition">The definition, where the answer does not tell it.</param>
    public static StoredSchedule Read(
        ref MessageReader reader, ScheduleDefinitions definitions, out bool isDeclaredPaused,
        Schedule? definition = null)
    {
        reader.Array();
        var id = reader.Text();
        var state = new MessageReader(reader.Bytes());
        var (live, buffered) = ((int)reader.Number(), (int)reader.Number());
        JobState? runState = reader.TryNothing() ? null : (JobState)reader.Number();
        var runEnded = reader.Number();
        ReadOnlyMemory<byte>? encoded = reader.TryNothing() ? null : reader.Bytes();

        state.Array();
        var (stamp, revision, mark) = (state.Number(), state.Number(), state.Instant());
        DateTimeOffset? next = state.TryNothing() ? null : state.Instant();
        var runs = state.Number();
        for (var passed = 0; passed < 4; passed++) state.Number();
        var paused = state.Bool();
        var reason = ReadReason(ref state);
        var set = state.OptionalText();
        isDeclaredPaused = state.Bool();
        definition ??= definitions.Get(id, stamp, encoded ?? default);
        if (definition.Paused != paused || definition.Reason != reason)
            definition = definition with { Paused = paused, Reason = reason };
        var stored = new StoredSchedule(definition, revision, mark, next)
        {
            Runs = runs, Set = set, LiveJobs = live, BufferedJobs = buffered,
        };
        return state.TryNothing() ? stored : WithPast(stored, ref state, runState, runEnded);
    }

    /// <summary>Why a schedule is paused: a text, or what it takes to make it.</summary>
    public static string? ReadReason(ref MessageReader reader)
    {
        if (reader.TryNothing()) return null;
        if (!reader.IsArray) return reader.Text();
        reader.Array();
        var (failures, job, error) = ((int)reader.Number(), new JobId(reader.Guid()), reader.OptionalText());
        var state = (JobState)reader.Number();
        return FireReasons.OfPause(
            failures, job, error ?? (state == JobState.Expired ? JobMessage.PastDeadline : null));
    }

    private static StoredSchedule WithPast(
        StoredSchedule stored, ref MessageReader past, JobState? runState, long runEnded)
    {
        past.Array();
        DateTimeOffset? lastTick = past.TryNothing() ? null : past.Instant();
        var (ran, skipped, buffered) = (past.Number(), past.Number(), past.Number());
        var (succeeded, failed, cancelled) = (past.Number(), past.Number(), past.Number());
        var failures = (int)past.Number();
        JobId? run = past.TryNothing() ? null : new JobId(past.Guid());
        var (began, ended, endState) = (past.Number(), past.Number(), (JobState)past.Number());
        var isLive = runState is { } state && !state.IsTerminal();
        return stored with
        {
            LastTick = lastTick, ConsecutiveFailures = failures,
            Counts = new ScheduleCounts(ran, skipped, buffered, succeeded, failed, cancelled),
            LastRun = run is not { } job ? null : new ScheduleRun(
                job, runState ?? endState, RedisTime.Instant(began),
                isLive ? null : RedisTime.OptionalInstant(runEnded > 0 ? runEnded : ended)),
        };
    }
}
