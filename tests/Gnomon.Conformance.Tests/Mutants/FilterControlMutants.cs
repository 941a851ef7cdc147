using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how jobs are changed that a filter accepts.</summary>
internal static class FilterControlMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Ignores_the_filter", "Filter_members_combine", s => Steps(s, r => r with { Filter = new JobFilter() }))
        {
            FoundByModel = true,
        },
        new("Ignores_the_tag_of_a_controlling_filter", "Filter_members_combine",
            s => Steps(s, r => r with { Filter = r.Filter! with { Tag = null } })),
        new("Ignores_the_bound_of_a_step", "Steps_are_bounded_and_go_on_where_the_last_ended",
            s => Steps(s, r => r with { Max = JobLimits.MaxControl })),
        new("Loses_the_cursor", "Steps_are_bounded_and_go_on_where_the_last_ended",
            s => Answers(s, a => a with { Next = null })) { FoundByModel = true },
        new("Skips_a_page_because_it_counts_positions",
            "Steps_are_bounded_and_go_on_where_the_last_ended", CountsPositions),
        new("Begins_each_step_at_the_oldest", "Jobs_accepted_after_the_first_step_are_left_alone", BeginsAnew),
        new("Changes_the_newest_first", "Dead_jobs_are_redriven_in_the_order_of_acceptance", ChangesTheNewestFirst)
        {
            FoundByModel = true,
        },
        new("Redrives_by_filter_whatever_holds_the_key", "Redrive_leaves_out_jobs_whose_key_is_taken",
            s => Answers(s, a => a with
            {
                Results = [.. a.Results.Select(r => r with { Outcome = ControlOutcome.Done })],
            })),
        new("Forgets_cursors_at_a_restart", "Cursor_survives_a_restart", ForgetsCursors),
    ];

    private static Mutation Steps(Subject s, Func<ControlRequest, ControlRequest> change) => new(s)
    {
        Control = (request, next) => next(request.Filter is null ? request : change(request)),
    };

    private static Mutation Answers(Subject s, Func<ControlAnswer, ControlAnswer> change) => new(s)
    {
        Control = async (request, next) =>
        {
            var answer = await next(request);
            return request.Filter is null ? answer : change(answer);
        },
    };

    private static bool IsAsked(ControlAction action, Job job) => action switch
    {
        ControlAction.Cancel or ControlAction.ChangePriority => !job.State.IsTerminal(),
        ControlAction.RunNow => job.State == JobState.Scheduled,
        _ => job.State.IsTerminal(),
    };

    /// <summary>The jobs that a step concerns, oldest first.</summary>
    private static async ValueTask<List<JobId>> ConcernedAsync(Subject s, ControlRequest request)
    {
        var page = await s.Parts.Query.ListJobsAsync(request.Filter!, null, 1000, CancellationToken.None);
        return [.. page.Items.Where(job => IsAsked(request.Action, job)).Select(job => job.Id).Reverse()];
    }

    private static Mutation CountsPositions(Subject s) => new(s)
    {
        Control = async (request, next) =>
        {
            if (request.Filter is null || !IsNumber(request.Cursor)) return await next(request);
            var jobs = await ConcernedAsync(s, request);
            var from = request.Cursor is null ? 0 : int.Parse(request.Cursor, CultureInfo.InvariantCulture);
            var part = jobs.Skip(from).Take(request.Max).ToList();
            var answer = await next(request with { Filter = null, Cursor = null, Jobs = part });
            var to = from + part.Count;
            return answer with { Next = to < jobs.Count ? to.ToString(CultureInfo.InvariantCulture) : null };
        },
    };

    private static bool IsNumber(string? cursor) =>
        cursor is null || int.TryParse(cursor, CultureInfo.InvariantCulture, out _);

    private static Mutation BeginsAnew(Subject s) => Steps(s, r => r with { Cursor = null });

    private static Mutation ChangesTheNewestFirst(Subject s) => new(s)
    {
        Control = async (request, next) =>
        {
            if (request.Filter is null) return await next(request);
            var jobs = await ConcernedAsync(s, request);
            var part = Enumerable.Reverse(jobs).Take(request.Max).ToList();
            var answer = await next(request with { Filter = null, Cursor = null, Jobs = part });
            return answer with { Next = part.Count < jobs.Count ? "more" : null };
        },
    };

    /// <summary>Ends a walk whose cursor it did not give since it was opened.</summary>
    private static Mutation ForgetsCursors(Subject s)
    {
        var given = new HashSet<string>();
        return new Mutation(s)
        {
            Control = async (request, next) =>
            {
                if (request.Cursor is { } cursor && !given.Contains(cursor)) return new ControlAnswer([], null);
                var answer = await next(request);
                if (answer.Next is { } there) given.Add(there);
                return answer;
            },
        };
    }
}
