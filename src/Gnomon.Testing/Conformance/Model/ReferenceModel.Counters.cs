using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>What happened, by day and handler, and what waits and runs.</summary>
internal sealed partial class ReferenceModel
{
    private readonly Dictionary<(DateOnly Day, string Handler), Tally> _tallies = [];

    public void CompareCounters(JobCounters counters)
    {
        var load = _jobs.Values.Where(j => j.IsWaiting || j.State == JobState.Running)
            .GroupBy(j => (j.Spec.Queue, j.Spec.Handler, j.Spec.ArgsVersion))
            .Select(g => new HandlerLoad(
                g.Key.Queue, g.Key.Handler, g.Key.ArgsVersion, g.LongCount(j => j.IsWaiting),
                g.LongCount(j => j.State == JobState.Running)));
        Expect.Sequence(
            load.OrderBy(l => l.Queue, StringComparer.Ordinal).ThenBy(l => l.Handler, StringComparer.Ordinal)
                .ThenBy(l => l.ArgsVersion),
            counters.Load, "what waits and runs by queue, handler and version of arguments");
        var first = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(1 - CounterLimits.MaxDays);
        Expect.Sequence(
            _tallies.Where(t => t.Key.Day >= first).OrderByDescending(t => t.Key.Day)
                .ThenBy(t => t.Key.Handler, StringComparer.Ordinal)
                .Select(t => (t.Key.Day, new HandlerCounts(
                    t.Key.Handler, t.Value.Accepted, t.Value.Done, t.Value.Failed, t.Value.Retried))),
            counters.Days.SelectMany(day => day.Handlers.Select(counts => (day.Day, counts))),
            "what happened by day and handler");
    }

    private Tally TallyOf(ModelJob job)
    {
        var key = (DateOnly.FromDateTime(Now.UtcDateTime), job.Spec.Handler);
        if (!_tallies.TryGetValue(key, out var tally)) _tallies.Add(key, tally = new Tally());
        return tally;
    }

    /// <summary>Counts an attempt that has ended, once it is known what became of its job.</summary>
    private void CountAttempt(ModelJob job, AttemptOutcome outcome)
    {
        if (outcome == AttemptOutcome.Succeeded) TallyOf(job).Done++;
        if (outcome is not (AttemptOutcome.Failed or AttemptOutcome.Lost)) return;
        if (job.State.IsTerminal()) TallyOf(job).Failed++;
        else TallyOf(job).Retried++;
    }

    private sealed class Tally
    {
        public long Accepted { get; set; }

        public long Done { get; set; }

        public long Failed { get; set; }

        public long Retried { get; set; }
    }
}
