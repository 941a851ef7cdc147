using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>What a change brought about in workflows: 1 released, 2 next due or false, 3 ended, 4 stopping, 5 finished,
/// 6 schedules that paused themselves, or false: {id, reason} each.
/// </summary>
internal static class EffectsMessage
{
    public static WorkflowEffects? Read(ref MessageReader reader)
    {
        if (reader.TryNothing()) return null;
        reader.Array();
        var released = reader.Bool();
        DateTimeOffset? due = reader.TryNothing() ? null : RedisTime.Instant(reader.Number());
        return new WorkflowEffects
        {
            Released = released, NextDue = due, Ended = ReadJobs(ref reader), Stopping = ReadJobs(ref reader),
            Finished = ReadWorkflows(ref reader), Paused = ReadPaused(ref reader),
        };
    }

    /// <summary>What two changes brought about, one after the other.</summary>
    public static WorkflowEffects? Join(WorkflowEffects? first, WorkflowEffects? second)
    {
        if (first is null || second is null) return first ?? second;
        return new WorkflowEffects
        {
            Released = first.Released || second.Released,
            NextDue = first.NextDue is { } due && !(second.NextDue < due) ? due : second.NextDue,
            Ended = [.. first.Ended, .. second.Ended], Stopping = [.. first.Stopping, .. second.Stopping],
            Finished = [.. first.Finished, .. second.Finished], Paused = [.. first.Paused, .. second.Paused],
        };
    }

    public static JobId[] ReadJobs(ref MessageReader reader)
    {
        var ids = new JobId[reader.Array()];
        for (var i = 0; i < ids.Length; i++) ids[i] = new JobId(reader.Guid());
        return ids;
    }

    private static PausedSchedule[] ReadPaused(ref MessageReader reader)
    {
        if (reader.TryNothing()) return [];
        var paused = new PausedSchedule[reader.Array()];
        for (var i = 0; i < paused.Length; i++)
        {
            reader.Array();
            paused[i] = new PausedSchedule(reader.Text(), ScheduleMessage.ReadReason(ref reader)!);
        }

        return paused;
    }

    private static WorkflowId[] ReadWorkflows(ref MessageReader reader)
    {
        var ids = new WorkflowId[reader.Array()];
        for (var i = 0; i < ids.Length; i++) ids[i] = new WorkflowId(reader.Guid());
        return ids;
    }
}
