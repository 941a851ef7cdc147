using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance;

/// <summary>The random steps with schedules, and reads that change nothing.</summary>
public sealed partial class ModelRunner
{
    private static readonly string[] Schedules = ["s1", "s2", "s3"];

    /// <summary>The newest tick of each schedule ever decided. The firing loop never decides one again, so neither
    /// does this.</summary>
    private readonly Dictionary<string, DateTimeOffset> _decided = [];

    private FireRequest? _lastFired;

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
        var definition = Chance(30) && stored is not null
            ? stored.Definition
            : StoreHarness.Every(id, Pick([2, 7, 30])) with
            {
                Paused = Chance(20),
                Jitter = TimeSpan.FromSeconds(Pick([0, 0, 0.5, 3, 60])),
                MaxRuns = Chance(30) ? Pick([1, 2, 5]) : null,
            };
        long? expected = _random.Next(10) switch
        {
            < 2 => stored?.Revision ?? 0,
            2 => _random.Next(4),
            _ => null,
        };
        return new SchedulePut(definition, expected);
    }

    private async Task FireAsync()
    {
        if (_model.Schedules.Count == 0) return;
        var requests = new List<FireRequest>();
        if (Chance(20) && _lastFired is not null) requests.Add(_lastFired);
        if (Request(Schedules.OrderBy(_ => _random.Next()).First(_model.Schedules.ContainsKey)) is { } request) requests.Add(request);
        if (requests.Count == 0) return;
        Trace($"fire {string.Join(", ", requests.Select(Show))}");
        var answer = await _h.Store.FireAsync(requests, _h.Cancellation);
        Expect.Sequence(_model.Fire(requests), answer.Select(a => a.Applied), "which requests were applied");
        foreach (var applied in requests.Where((_, i) => answer[i].Applied)) _decided[applied.Schedule] = applied.NewMark;
        _lastFired = requests[^1];
    }

    private FireRequest? Request(string id)
    {
        var stored = _model.Schedules[id];
        if (stored.Next is not { } at || stored.NextDue > _h.Now) return null;
        if (_decided.TryGetValue(id, out var decided) && at <= decided) return null;
        var runs = Chance(75);
        var job = new JobDraft(JobId.ForTick(id, at), stored.Definition.Job with
        {
            Queue = Pick(Queues), Schedule = id, Tick = at, Retention = Span(5, 60),
        });
        if (runs) _ids.Add(job.Id);
        var tick = runs
            ? new Tick(at, _h.Now, TickOutcome.Ran) { Job = job.Id }
            : new Tick(at, _h.Now, TickOutcome.Skipped) { Reason = "overlap" };
        return new FireRequest(
            id, stored.Revision + (Chance(10) ? 1 : 0), stored.Mark.AddTicks(Chance(10) ? 10 : 0), at)
        {
            Ticks = [tick], Jobs = runs ? [job] : [],
        };
    }

    private static string Show(SchedulePut put) =>
        $"{put.Schedule.Id} {put.Schedule.Trigger.Text} jitter {put.Schedule.Jitter} most {put.Schedule.MaxRuns} "
        + $"paused {put.Schedule.Paused} expecting {put.ExpectedRevision}";

    private static string Show(FireRequest request) =>
        $"{request.Schedule} revision {request.ExpectedRevision} "
        + $"mark {request.ExpectedMark:HH:mm:ss.fffffff} to {request.NewMark:HH:mm:ss.fffffff}";

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
                Enumerable.Reverse(stored.Ticks).Take(100), ticks.Items.Take(100), $"the ticks of schedule {id}");
        }

        foreach (var job in _model.Jobs)
        {
            var standing = Expect.Present(await _h.Query.ExplainAsync(job.Id, _h.Cancellation), "an explanation");
            _model.JudgeExplanation(job, standing);
            Expect.Sequence(
                job.Logs, Expect.Present(await _h.Query.GetLogsAsync(job.Id, _h.Cancellation), "the log"),
                $"the log of job {job.Id}");
        }

        foreach (var state in Enum.GetValues<JobState>())
            Expect.Sequence(
                _model.Jobs.Where(j => j.State == state).Select(j => j.Id),
                (await _h.ListAsync(new JobFilter { State = state })).Select(j => j.Id), $"the {state} jobs");
    }
}
