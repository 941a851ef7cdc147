using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in sweeps, reads, counts, hints and leadership.</summary>
internal static class ReadMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Sweeps_without_a_bound", "Sweep_is_bounded",
            s => new Mutation(s) { Sweep = (_, next) => next(1000) }),
        new("Sweeps_one_of_each_kind", "Sweep_is_bounded",
            s => new Mutation(s) { Sweep = (_, next) => next(1) }) { FoundByModel = true },
        new("Tells_nothing_of_the_jobs_a_sweep_ended", "Sweep_expires_jobs_past_their_deadline",
            s => new Mutation(s) { Sweep = async (max, next) => await next(max) with { Ended = [] } })
        {
            FoundByModel = true,
        },
        new("Counts_jobs_up_only", "Counts_follow_every_transition", CountsUpOnly) { FoundByModel = true },
        new("Pages_by_position", "Cursor_stays_in_place_while_jobs_come", PagesByPosition),
        new("Ignores_the_tag_of_a_filter", "Each_filter_selects_its_jobs",
            s => Listing(s, f => f with { Tag = null })),
        new("Ignores_the_state_of_a_filter", "Filtered_list_follows_a_change_of_state",
            s => Listing(s, f => f with { State = null })),
        new("Lets_two_nodes_lead", "One_node_leads_at_a_time", s => new Mutation(s)
        {
            Lead = async (request, next) => await next(request) || true,
        }),
        new("Forgets_a_term_when_it_is_renewed", "Leader_renews_its_term", s => new Mutation(s)
        {
            Lead = async (request, next) =>
            {
                var leads = await next(request);
                if (leads) await s.Parts.Cluster.ResignAsync(request.Node, CancellationToken.None);
                return leads;
            },
        }),
        new("Lets_anybody_resign", "Only_the_leader_can_resign", LetsAnybodyResign),
        new("Knows_every_node_that_beats", "Node_that_left_is_gone_and_has_to_join_again",
            s => new Mutation(s) { Beat = async (node, next) => await next(node) || true }),
        new("Drops_the_jobs_of_a_hint", "Hint_reaches_every_listener_whole",
            s => new Mutation(s) { Signal = hint => hint with { Jobs = [] } }),
        new("Goes_on_calling_an_ended_listener", "Ended_listener_hears_nothing",
            s => new Mutation(s) { Listening = _ => new MemoryStream() }),
    ];

    private static Mutation Listing(Subject s, Func<JobFilter, JobFilter> change) =>
        new(s) { ListJobs = (request, next) => next(request with { Filter = change(request.Filter) }) };

    private static Mutation CountsUpOnly(Subject s)
    {
        var most = new Dictionary<JobState, long>();
        return new Mutation(s)
        {
            Stats = stats =>
            {
                foreach (var (state, count) in stats.Jobs)
                    most[state] = Math.Max(count, most.GetValueOrDefault(state));
                return stats with { Jobs = new Dictionary<JobState, long>(most) };
            },
        };
    }

    private static Mutation PagesByPosition(Subject s) => new(s)
    {
        ListJobs = async (request, next) =>
        {
            var all = (await next((request.Filter, null, 1000))).Items;
            var from = request.Cursor is null ? 0 : int.Parse(request.Cursor, CultureInfo.InvariantCulture);
            var to = Math.Min(all.Count, from + request.Limit);
            return new Page<Job>(
                [.. all.Take(to).Skip(from)], to < all.Count ? to.ToString(CultureInfo.InvariantCulture) : null);
        },
    };

    private static Mutation LetsAnybodyResign(Subject s)
    {
        var leader = "";
        return new Mutation(s)
        {
            Lead = async (request, next) =>
            {
                var leads = await next(request);
                if (leads) leader = request.Node;
                return leads;
            },
            Resign = _ => leader,
        };
    }
}
