using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>Schedules and their ticks.</summary>
internal sealed partial class ReferenceModel
{
    private readonly SortedDictionary<string, ModelSchedule> _schedules = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ModelSchedule> Schedules => _schedules;

    /// <summary>Answers the id in conflict, and how many were removed.</summary>
    public (string? Conflict, int Removed) Put(ScheduleChanges changes)
    {
        foreach (var put in changes.Puts)
            if (put.ExpectedRevision is { } expected
                && expected != (_schedules.GetValueOrDefault(put.Schedule.Id)?.Revision ?? 0))
                return (put.Schedule.Id, 0);
        foreach (var put in changes.Puts) Put(put.Schedule);
        return (null, changes.Removes.Count(_schedules.Remove));
    }

    public List<bool> Fire(IReadOnlyList<FireRequest> requests) => [.. requests.Select(Fire)];

    public int LiveJobs(string schedule) =>
        _jobs.Values.Count(j => j.Spec.Schedule == schedule && !j.State.IsTerminal());

    private void Put(Schedule definition)
    {
        if (!_schedules.TryGetValue(definition.Id, out var stored))
        {
            _schedules.Add(definition.Id, new ModelSchedule(definition, Now));
            return;
        }

        if (stored.Definition == definition) return;
        stored.Definition = definition;
        stored.Revision++;
        stored.Mark = Now;
    }

    private bool Fire(FireRequest request)
    {
        if (!_schedules.TryGetValue(request.Schedule, out var stored)
            || stored.Revision != request.ExpectedRevision || stored.Mark != request.ExpectedMark)
            return false;
        Enqueue(request.Jobs);
        stored.Ticks.AddRange(request.Ticks);
        stored.LastTick = request.Ticks.LastOrDefault(t => t.Outcome == TickOutcome.Ran)?.At ?? stored.LastTick;
        stored.Runs += request.Ticks.Count(t => t.Outcome == TickOutcome.Ran);
        stored.Mark = request.NewMark;
        return true;
    }
}
