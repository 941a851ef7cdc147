using Gnomon.Jobs;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Compares the counts that a store keeps with what it lists.</summary>
internal static class StatsCheck
{
    public static async Task ExpectCountsEqualListAsync(StoreHarness h)
    {
        var jobs = await h.ListAsync();
        var stats = await h.Query.GetStatsAsync(h.Cancellation);
        foreach (var state in Enum.GetValues<JobState>())
        {
            Expect.Equal(
                jobs.LongCount(j => j.State == state), stats.Jobs.GetValueOrDefault(state),
                $"the count of {state} jobs");
            foreach (var queue in stats.Queues)
                Expect.Equal(
                    jobs.LongCount(j => j.State == state && j.Spec.Queue == queue.Name),
                    queue.Counts.GetValueOrDefault(state), $"the count of {state} jobs in queue {queue.Name}");
        }

        foreach (var name in jobs.Select(j => j.Spec.Queue).Distinct())
            Expect.That(stats.Queues.Any(q => q.Name == name), $"queue {name}, which holds jobs, to be in the stats");
    }
}
