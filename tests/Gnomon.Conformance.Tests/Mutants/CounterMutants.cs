using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in what is counted by day and handler, and in how long jobs have been ready.</summary>
internal static class CounterMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Counts_days_of_another_zone", "Days_are_those_of_utc_and_told_the_newest_first",
            s => Days(s, day => day with { Day = day.Day.AddDays(1) })) { FoundByModel = true },
        new("Tells_the_oldest_day_first", "Days_are_those_of_utc_and_told_the_newest_first",
            s => new Mutation(s) { Counters = all => all with { Days = [.. all.Days.Reverse()] } }),
        new("Counts_all_handlers_together", "Handlers_are_counted_apart", s => Days(s, Together)) { FoundByModel = true },
        new("Counts_failures_as_done", "Each_outcome_is_counted_in_its_place",
            s => Handlers(s, h => h with { Done = h.Done + h.Failed, Failed = 0 })) { FoundByModel = true },
        new("Counts_retries_as_failures", "Each_outcome_is_counted_in_its_place",
            s => Handlers(s, h => h with { Failed = h.Failed + h.Retried, Retried = 0 })) { FoundByModel = true },
        new("Counts_hand_outs_as_accepted", "Redriven_job_is_counted_for_each_of_its_ends",
            s => Handlers(s, h => h with { Accepted = Math.Max(h.Accepted, h.Done + h.Failed + h.Retried) }))
        {
            FoundByModel = true,
        },
        new("Forgets_days_but_the_last", "Only_the_days_that_were_asked_for_are_told",
            s => new Mutation(s) { Counters = all => all with { Days = [.. all.Days.Take(1)] } }),
        new("Counts_what_waits_as_running", "Load_follows_every_transition",
            s => Load(s, l => l with { Waiting = 0, Running = l.Waiting + l.Running })) { FoundByModel = true },
        new("Mixes_versions_of_arguments", "Load_tells_versions_of_arguments_apart",
            s => Load(s, l => l with { ArgsVersion = 0 })) { FoundByModel = true },
        new("Tells_the_age_of_the_youngest", "Oldest_ready_job_counts_whatever_its_priority", TellsTheYoungest),
        new("Tells_no_age", "Job_that_was_handed_back_is_ready_since_then",
            s => Queues(s, q => q with { ReadySince = null, ReadyAge = null })),
        new("Tells_an_age_of_empty_queues", "Queue_without_ready_jobs_has_no_age",
            s => Queues(s, q => q with { ReadySince = q.ReadySince ?? s.Time.GetUtcNow(), ReadyAge = q.ReadyAge ?? default })),
    ];

    private static Mutation Days(Subject s, Func<DayCounts, DayCounts> change) =>
        new(s) { Counters = all => all with { Days = [.. all.Days.Select(change)] } };

    private static Mutation Handlers(Subject s, Func<HandlerCounts, HandlerCounts> change) =>
        Days(s, day => day with { Handlers = [.. day.Handlers.Select(change)] });

    private static Mutation Load(Subject s, Func<HandlerLoad, HandlerLoad> change) =>
        new(s) { Counters = all => all with { Load = [.. all.Load.Select(change)] } };

    private static Mutation Queues(Subject s, Func<QueueInfo, QueueInfo> change) =>
        new(s) { Stats = stats => stats with { Queues = [.. stats.Queues.Select(change)] } };

    private static DayCounts Together(DayCounts day) => day.Handlers.Count == 0 ? day : day with
    {
        Handlers =
        [
            day.Handlers[0] with
            {
                Accepted = day.Handlers.Sum(h => h.Accepted), Done = day.Handlers.Sum(h => h.Done),
                Failed = day.Handlers.Sum(h => h.Failed), Retried = day.Handlers.Sum(h => h.Retried),
            },
        ],
    };

    /// <summary>Each new job makes its queue look fresh.</summary>
    private static Mutation TellsTheYoungest(Subject s)
    {
        var latest = s.Time.GetUtcNow();
        return new Mutation(s)
        {
            Enqueue = (drafts, next) =>
            {
                latest = s.Time.GetUtcNow();
                return next(drafts);
            },
            Stats = stats => stats with
            {
                Queues =
                [
                    .. stats.Queues.Select(q => q.ReadySince is null ? q : q with
                    {
                        ReadySince = latest, ReadyAge = s.Time.GetUtcNow() - latest,
                    }),
                ],
            },
        };
    }
}
