using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>Checks that no limit was passed, by the store's account of attempts and by that of the processes.</summary>
internal sealed class FleetLimits(IEnumerable<Job> jobs, IEnumerable<FleetAttempt> runs, Action<string> find)
{
    public void Check()
    {
        var byQueue = jobs.ToLookup(job => job.Spec.Queue);
        CheckMost($"queue {FleetPlan.Capped}, by the store", FleetPlan.Cap, byQueue[FleetPlan.Capped]);
        foreach (var key in byQueue[FleetPlan.Keyed].GroupBy(job => job.Spec.LimitKey))
            CheckMost($"key {key.Key}, by the store", 1, key);
        var known = jobs.ToDictionary(job => job.Id);
        var ran = runs.Where(run => known.ContainsKey(run.Token.Job)).ToLookup(run => known[run.Token.Job].Spec.Queue);
        Most($"queue {FleetPlan.Capped}, by the processes", FleetPlan.Cap, Spans(ran[FleetPlan.Capped]));
        foreach (var key in ran[FleetPlan.Keyed].GroupBy(run => known[run.Token.Job].Spec.LimitKey))
            Most($"key {key.Key}, by the processes", 1, Spans(key));
        CheckRate(byQueue[FleetPlan.Rated]);
    }

    private static IEnumerable<(long From, long To)> Spans(IEnumerable<FleetAttempt> attempts) =>
        attempts.Select(run => (run.Began, run.Over));

    private void CheckMost(string what, int most, IEnumerable<Job> of) => Most(
        what, most, of.SelectMany(job => job.Attempts)
            .Select(one => (one.StartedAt.UtcTicks, one.FinishedAt?.UtcTicks ?? long.MaxValue)));

    private void Most(string what, int most, IEnumerable<(long From, long To)> spans)
    {
        var changes = new List<(long At, int By)>();
        foreach (var (from, to) in spans)
        {
            changes.Add((from, 1));
            changes.Add((to, -1));
        }

        // At one instant the ends come first: a slot is free in the commit that ends an attempt.
        changes.Sort();
        var (present, highest) = (0, 0);
        foreach (var (_, by) in changes) highest = Math.Max(highest, present += by);
        if (highest > most) find($"{what}: {highest} ran at once, {most} may");
    }

    private void CheckRate(IEnumerable<Job> rated)
    {
        var starts = rated.SelectMany(job => job.Attempts).Select(one => one.StartedAt).Order().ToList();
        for (var i = FleetPlan.Rate.Count; i < starts.Count; i++)
            if (starts[i] - starts[i - FleetPlan.Rate.Count] is var span && span < FleetPlan.Rate.Per)
            {
                find($"queue {FleetPlan.Rated}: {FleetPlan.Rate.Count + 1} were handed out within {span.TotalMilliseconds} ms");
                return;
            }
    }
}
