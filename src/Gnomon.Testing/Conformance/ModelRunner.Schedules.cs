using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance;

/// <summary>The random steps with schedules, and reads that change nothing.</summary>
public sealed partial class ModelRunner
{
    private static readonly string[] Schedules = ["s1", "s2", "s3"];

    private async Task PutSchedulesAsync()
    {
        var puts = new List<SchedulePut>();
        var removes = new List<string>();
        foreach (var id in Schedules)
        {
            if (Chance(40)) puts.Add(Put(id));
            else if (Chance(8)) removes.Add(id);
        }

        var changes = new ScheduleChanges(puts, removes);
        Trace($"put {string.Join(", ", puts.Select(Show))}; remove {string.Join(", ", removes)}");
        var answer = await _h.Store.PutSchedulesAsync(changes, _h.Cancellation);
        var (conflict, removed) = _model.Put(changes);
        Expect.Equal(
            (conflict, removed), (answer.Conflict, answer.Removed), "the conflict and number of removed schedules");
        if (conflict is null)
            Expect.Sequence(
                puts.Select(p => (p.Schedule.Id, _model.Schedules[p.Schedule.Id].Revision)),
                answer.Stored.Select(s => (s.Schedule.Id, s.Revision)), "the stored schedules");
    }

    private SchedulePut Put(string id)
    {
        var stored = _model.Schedules.GetValueOrDefault(id);
        var definition = Definition(id);
        long? expected = _random.Next(10) switch
        {
            < 2 => stored?.Revision ?? 0,
            2 => _random.Next(4),
            _ => null,
        };
        return new SchedulePut(definition, expected);
    }

    /// <summary>A schedule as it stands, paused or resumed, or another one.</summary>
    private Schedule Definition(string id)
    {
        var (same, toggled) = (Chance(30), Chance(40));
        var drawn = StoreHarness.Every(id, Pick([2, 7, 30])) with
            {
                Paused = Chance(20),
                Jitter = TimeSpan.FromSeconds(Pick([0, 0, 0.5, 3, 60])),
                MaxRuns = Chance(30) ? Pick([1, 2, 5, 50]) : null,
                Overlap = Pick(Enum.GetValues<OverlapPolicy>()),
                PauseAfterFailures = Chance(30) ? Pick([1, 2, 3]) : null,
            };
        drawn = drawn with { Job = drawn.Job with { Queue = QueueOf(id, drawn.Job.Queue) } };
        if (!same || !_model.Schedules.TryGetValue(id, out var stored)) return drawn;
        return toggled
            ? stored.Definition with { Paused = !stored.Definition.Paused, Reason = stored.Definition.Paused ? null : "by hand" }
            : stored.Definition;
    }

    private static string Show(SchedulePut put) =>
        $"{put.Schedule.Id} {put.Schedule.Trigger.Text} jitter {put.Schedule.Jitter} most {put.Schedule.MaxRuns} "
        + $"paused {put.Schedule.Paused} {put.Schedule.Overlap} pause after {put.Schedule.PauseAfterFailures} expecting {put.ExpectedRevision}";

    private static string Show(FireRequest request) =>
        $"{request.Schedule} {request.Kind} {request.Overlap} revision {request.ExpectedRevision} "
        + $"mark {request.ExpectedMark:HH:mm:ss.fffffff} to {request.NewMark:HH:mm:ss.fffffff} "
        + string.Join(' ', request.Ticks.Select(tick => $"{tick.At:HH:mm:ss} {tick.Outcome}"));

    private async Task ReadAsync()
    {
        Trace($"read");
        var due = _model.Schedules.Where(s => s.Value.NextDue <= _h.Now).ToList();
        var answer = await _h.Query.DueSchedulesAsync(_h.Now, 100, _h.Cancellation);
        Expect.Sequence(
            due.Select(s => s.Key).Order(StringComparer.Ordinal),
            answer.Items.Select(s => s.Schedule.Id).Order(StringComparer.Ordinal), "the due schedules");
        Expect.Sequence(
            due.Select(s => s.Value.NextDue).Order(), answer.Items.Select(s => s.NextDue),
            "the moments at which they came due");
        Expect.Equal(
            _model.Schedules.Values.Where(s => s.NextDue > _h.Now).Min(s => s.NextDue), answer.NextDue,
            "the moment the next schedule is due");
        foreach (var (id, stored) in _model.Schedules)
        {
            var ticks = await _h.Query.ListTicksAsync(id, null, 100, _h.Cancellation);
            Expect.Sequence(
                Enumerable.Reverse(stored.Ticks).Take(100),
                ticks.Items.Take(100).Select(t => t with { State = null, FinishedAt = null }), $"the ticks of schedule {id}");
            _model.CompareEvents(id, await _h.Query.ListScheduleEventsAsync(id, _h.Cancellation));
        }

        foreach (var job in _model.Jobs)
        {
            var standing = Expect.Present(await _h.Query.ExplainAsync(job.Id, _h.Cancellation), "an explanation");
            _model.JudgeExplanation(job, standing);
            Expect.Sequence(
                job.Logs, Expect.Present(await _h.Query.GetLogsAsync(job.Id, _h.Cancellation), "the log"),
                $"the log of job {job.Id}");
            var parents = await _h.Query.ListParentsAsync(job.Id, null, 1000, _h.Cancellation);
            Expect.Sequence(
                job.Place?.Parents.Select(p => (p.Job, _model.Find(p.Job)!.State, _model.Find(p.Job)!.Result)) ?? [],
                parents.Items.Select(p => (p.Id, p.State, Encoding.UTF8.GetString(p.Result.Span))),
                $"the parents of job {job.Id}");
        }

        foreach (var state in Enum.GetValues<JobState>())
        {
            var listed = await _h.ListAsync(new JobFilter { State = state });
            _model.CompareOrder(_model.Jobs.Where(j => j.State == state), listed, $"the {state} jobs");
        }
    }
}
