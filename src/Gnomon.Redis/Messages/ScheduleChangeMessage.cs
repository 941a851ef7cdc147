using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis.Messages;

/// <summary>A change of schedules, worked out from what was seen, as put_schedules.lua reads it.</summary>
internal sealed class ScheduleChangeMessage
{
    private readonly SchedulesSeen _seen;
    private readonly ScheduleSetChange? _set;
    private readonly List<(Schedule Schedule, bool IsSame, bool? DeclaredPaused)> _puts = [];
    private readonly IReadOnlyList<string> _removes;

    /// <summary>A change of schedules that stand alone.</summary>
    public ScheduleChangeMessage(SchedulesSeen seen, ScheduleChanges changes)
    {
        (_seen, _removes) = (seen, changes.Removes);
        // One that is put twice in a call meets what the first put made of it.
        var before = new Dictionary<string, Schedule>(StringComparer.Ordinal);
        foreach (var put in changes.Puts)
        {
            if (!before.TryGetValue(put.Schedule.Id, out var present)) present = seen.Find(put.Schedule.Id)?.Definition;
            _puts.Add((put.Schedule, present is not null && seen.AreSame(present, put.Schedule), null));
            before[put.Schedule.Id] = put.Schedule;
        }
    }

    /// <summary>A change of a declared set.</summary>
    public ScheduleChangeMessage(
        SchedulesSeen seen, ScheduleChanges changes, ScheduleSetChange set, ScheduleSetPlan plan)
    {
        (_seen, _set, _removes) = (seen, set, plan.Removes);
        for (var i = 0; i < plan.Puts.Count; i++)
        {
            var found = seen.Find(plan.Puts[i].Id);
            _puts.Add((
                plan.Puts[i], found is { } present && seen.AreSame(present.Definition, plan.Puts[i]),
                changes.Puts[i].Schedule.Paused));
        }
    }

    /// <summary>Whether anything changes.</summary>
    public bool IsChange =>
        _set is not null || _puts.Exists(put => !put.IsSame) || _removes.Any(id => _seen.Find(id) is not null);

    /// <summary>The schedules as they are to be stored.</summary>
    public IEnumerable<Schedule> Schedules => _puts.Select(put => put.Schedule);

    public void Write(MessageWriter writer)
    {
        writer.Array(4);
        writer.Array(_seen.Tokens.Count);
        foreach (var (id, token) in _seen.Tokens)
        {
            writer.Array(2);
            writer.Text(id);
            if (token is null) writer.Bool(false);
            else writer.Text(token);
        }

        WriteSet(writer);
        writer.Array(_puts.Count);
        foreach (var (schedule, isSame, declaredPaused) in _puts) WritePut(writer, schedule, isSame, declaredPaused);
        writer.Array(_removes.Count);
        foreach (var id in _removes) writer.Text(id);
    }

    private void WriteSet(MessageWriter writer)
    {
        if (_set is null)
        {
            writer.Nil();
            return;
        }

        var present = _seen.FindSet(_set.Name);
        var isPut = _set.Action == ScheduleSetAction.Replace;
        writer.Array(7);
        writer.Text(_set.Name);
        if (_seen.SetStamp is { } stamp) writer.Number(stamp);
        else writer.Bool(false);
        writer.Number(_set.Action == ScheduleSetAction.Forget ? 3 : 1);
        writer.Number(isPut ? _set.Version : present!.Stored.Version);
        writer.Text(isPut ? _set.Content : present!.Content);
        writer.Bool(!isPut);
        writer.Number(ScheduleSetLimits.MaxSets);
    }

    private void WritePut(MessageWriter writer, Schedule schedule, bool isSame, bool? declaredPaused)
    {
        writer.Array(11);
        writer.Text(schedule.Id);
        if (isSame) writer.Bool(false);
        else writer.Bytes(ScheduleMessage.Encode(schedule));
        writer.Bool(schedule.Paused);
        if (schedule.Reason is { } reason) writer.Text(reason);
        else writer.Bool(false);
        writer.Number((int)schedule.Overlap);
        writer.Number(schedule.MaxRuns ?? 0);
        writer.Number(schedule.PauseAfterFailures ?? 0);
        var next = isSame || schedule.Paused ? null : schedule.Next(_seen.Now);
        writer.Instant(next);
        writer.Number(next is { } tick ? RedisTime.Micros(schedule.RunAt(tick)) : null);
        writer.Number(next is { } at ? RedisTime.Micros(at) : null);
        if (declaredPaused is { } declared) writer.Bool(declared);
        else writer.Nil();
    }
}
