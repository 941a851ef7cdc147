using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance;

/// <summary>The random firings: of ticks that are due, by hand, and of ticks of the past.</summary>
public sealed partial class ModelRunner
{
    /// <summary>The newest tick of each schedule ever decided. The firing loop never decides one again, so neither
    /// does this.</summary>
    private readonly Dictionary<string, DateTimeOffset> _decided = [];

    private FireRequest? _lastFired;

    private async Task FireAsync()
    {
        if (_model.Schedules.Count == 0) return;
        var requests = new List<FireRequest>();
        if (Chance(20) && _lastFired is not null) requests.Add(_lastFired);
        if (Request(Schedules.OrderBy(_ => _random.Next()).First(_model.Schedules.ContainsKey)) is { } request)
            requests.Add(request);
        if (requests.Count == 0) return;
        Trace($"fire {string.Join(", ", requests.Select(Show))}");
        var answers = await _h.Store.FireAsync(requests, _h.Cancellation);
        var expected = _model.Fire(requests);
        Expect.Sequence(expected.Select(a => a.Applied), answers.Select(a => a.Applied), "which requests were applied");
        for (var i = 0; i < answers.Count; i++)
        {
            var schedule = requests[i].Schedule;
            Expect.Sequence(expected[i].Ticks, answers[i].Ticks, $"the decided ticks of schedule {schedule}");
            Expect.Sequence(expected[i].Jobs, answers[i].Jobs, $"what became of the jobs of schedule {schedule}");
            Expect.Sequence(
                expected[i].Ended.Order(), answers[i].Ended.Order(), $"the jobs of schedule {schedule} that were ended");
            Expect.Sequence(
                expected[i].Stopping.Order(), answers[i].Stopping.Order(),
                $"the jobs of schedule {schedule} that were told to stop");
            Expect.Sequence(
                (expected[i].Effects?.Ended ?? []).Order(), (answers[i].Effects?.Ended ?? []).Order(),
                $"the jobs that ended with the workflows of schedule {schedule}");
            Expect.Sequence(
                (expected[i].Effects?.Stopping ?? []).Order(), (answers[i].Effects?.Stopping ?? []).Order(),
                $"the jobs of the workflows of schedule {schedule} that were told to stop");
            Expect.Sequence(
                (expected[i].Effects?.Finished ?? []).OrderBy(w => w.Value),
                (answers[i].Effects?.Finished ?? []).OrderBy(w => w.Value),
                $"the workflows of schedule {schedule} that ended");
            if (answers[i].Applied && requests[i].Kind == FireKind.Due) _decided[schedule] = requests[i].NewMark;
        }

        _lastFired = requests[^1];
    }

    private FireRequest? Request(string id) => _random.Next(10) switch
    {
        < 2 => ByHand(id),
        < 4 => Backfill(id),
        _ => Due(id),
    };

    private FireRequest? Due(string id)
    {
        var stored = _model.Schedules[id];
        var (most, overlap) = (_random.Next(1, 4), Policy(percent: 20));
        var (isStale, isMarkStale) = (Chance(10), Chance(10));
        if (stored.Next is not { } first || stored.NextDue > _h.Now) return null;
        if (_decided.TryGetValue(id, out var decided) && first <= decided) return null;
        var instants = new List<DateTimeOffset>();
        for (DateTimeOffset? at = first; at is { } tick && instants.Count < most; at = stored.Definition.Next(tick))
        {
            if (stored.Definition.RunAt(tick) > _h.Now || stored.Runs + instants.Count >= stored.Definition.MaxRuns) break;
            instants.Add(tick);
        }

        return Firing(id, instants) with
        {
            ExpectedRevision = stored.Revision + (isStale ? 1 : 0),
            ExpectedMark = stored.Mark.AddTicks(isMarkStale ? 10 : 0),
            NewMark = instants[^1],
            Overlap = overlap,
        };
    }

    private FireRequest Backfill(string id)
    {
        var stored = _model.Schedules[id];
        var (from, most, overlap) = (_h.Now - Span(1, 90), _random.Next(1, 5), Policy(percent: 70));
        var instants = new List<DateTimeOffset>();
        for (var at = stored.Definition.Next(from); at <= _h.Now && instants.Count < most; at = stored.Definition.Next(at.Value))
            instants.Add(at.Value);
        return Firing(id, instants) with { Kind = FireKind.Backfill, Overlap = overlap };
    }

    private FireRequest ByHand(string id)
    {
        var stored = _model.Schedules[id];
        var spec = stored.Definition.Job with
        {
            Schedule = id, Queue = QueueOf(id, Pick(Queues)), Args = Encoding.UTF8.GetBytes($"{_trace.Count}"), Retention = Span(5, 60),
        };
        var draft = new JobDraft(NewId(), spec);
        _ids.Add(draft.Id);
        return new FireRequest(id, stored.Revision + (Chance(10) ? 1 : 0), stored.Mark, stored.Mark)
        {
            Kind = FireKind.ByHand, Overlap = Policy(percent: 70), Jobs = [draft],
            Ticks = [new Tick(_h.Now, _h.Now, TickOutcome.Ran) { Job = draft.Id }],
        };
    }

    /// <summary>Most of the ticks run, the others were missed.</summary>
    private FireRequest Firing(string id, List<DateTimeOffset> instants)
    {
        var stored = _model.Schedules[id];
        var (ticks, jobs) = (new List<Tick>(), new List<JobDraft>());
        foreach (var at in instants)
        {
            if (Chance(20))
            {
                ticks.Add(new Tick(at, _h.Now, TickOutcome.Skipped) { Reason = "missed" });
                continue;
            }

            var job = new JobDraft(JobId.ForTick(id, at), stored.Definition.Job with
            {
                Queue = QueueOf(id, Pick(Queues)), Schedule = id, Tick = at, Retention = Span(5, 60),
                Deadline = Chance(15) ? _h.Now + Span(1, 40) : null,
            });
            _ids.Add(job.Id);
            jobs.Add(job);
            ticks.Add(new Tick(at, _h.Now, TickOutcome.Ran) { Job = job.Id });
        }

        return new FireRequest(id, stored.Revision, stored.Mark, stored.Mark) { Ticks = ticks, Jobs = jobs };
    }

    private OverlapPolicy? Policy(int percent)
    {
        var policy = Pick(Enum.GetValues<OverlapPolicy>());
        return Chance(percent) ? policy : null;
    }
}
