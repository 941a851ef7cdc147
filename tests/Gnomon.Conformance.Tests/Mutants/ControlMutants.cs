using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how jobs are changed from outside.</summary>
internal static class ControlMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Loses_a_cancel_of_a_waiting_job", "Waiting_jobs_are_cancelled_at_once",
            s => Pretending(s, ControlAction.Cancel, j => j.State is JobState.Scheduled or JobState.Ready,
                ControlOutcome.Done, JobState.Cancelled)) { FoundByModel = true },
        new("Loses_a_cancel_of_a_running_job", "Running_job_is_asked_to_stop",
            s => Pretending(s, ControlAction.Cancel, j => j.State == JobState.Running,
                ControlOutcome.Requested, JobState.Running)) { FoundByModel = true },
        new("Runs_a_cancelled_job_again_when_it_fails", "Cancelled_job_that_fails_does_not_run_again", RunsCancelledAgain),
        new("Runs_a_cancelled_job_again_when_its_worker_is_lost", "Cancelled_job_whose_worker_is_lost_is_cancelled",
            RunsLostAgain),
        new("Keeps_the_failures_of_a_revived_job", "Revived_job_runs_again_with_fresh_attempts", KeepsFailures)
        {
            FoundByModel = true,
        },
        new("Keeps_the_result_of_a_revived_job", "Revived_job_forgets_its_result_and_error", KeepsResult)
        {
            FoundByModel = true,
        },
        new("Refuses_to_revive_a_job_that_succeeded", "Every_ended_state_can_be_revived",
            s => Pretending(s, ControlAction.Retry, j => j.State == JobState.Succeeded,
                ControlOutcome.NotAllowed, JobState.Succeeded)) { FoundByModel = true },
        new("Keeps_the_id_of_a_deleted_job_taken", "Deleted_id_may_be_used_again", KeepsTheId) { FoundByModel = true },
        new("Keeps_the_log_of_a_deleted_job", "Ended_job_is_deleted_with_its_history", KeepsTheLog),
        new("Does_not_delete", "Ended_job_is_deleted_with_its_history",
            s => Pretending(s, ControlAction.Delete, j => j.State.IsTerminal(), ControlOutcome.Done, JobState.Dead))
        {
            FoundByModel = true,
        },
        new("Does_not_hasten_a_waiting_job", "Scheduled_job_runs_before_its_time",
            s => Pretending(s, ControlAction.RunNow, j => j.State == JobState.Scheduled,
                ControlOutcome.Done, JobState.Ready)) { FoundByModel = true },
        new("Ignores_a_priority_of_a_ready_job", "Raised_job_goes_before_those_of_its_former_priority",
            s => Pretending(s, ControlAction.ChangePriority, j => j.State == JobState.Ready,
                ControlOutcome.Done, JobState.Ready)) { FoundByModel = true },
        new("Ignores_a_priority_of_a_scheduled_job", "Scheduled_job_comes_due_with_its_new_priority",
            s => Pretending(s, ControlAction.ChangePriority, j => j.State == JobState.Scheduled,
                ControlOutcome.Done, JobState.Scheduled)),
        new("Ignores_a_priority_of_a_running_job", "Running_job_waits_for_its_retry_with_its_new_priority",
            s => Pretending(s, ControlAction.ChangePriority, j => j.State == JobState.Running,
                ControlOutcome.Done, JobState.Running)),
        new("Answers_controls_out_of_order", "Each_job_of_a_request_is_answered_in_its_place",
            s => new Mutation(s)
            {
                Control = async (request, next) =>
                {
                    var answer = await next(request);
                    return answer with { Results = [.. answer.Results.OrderBy(r => r.Outcome)] };
                },
            })
        {
            FoundByModel = true,
        },
    ];

    /// <summary>Answers as if it had done something to jobs of a kind, and leaves them as they are.</summary>
    internal static Mutation Pretending(
        Subject s, ControlAction action, Func<Job, bool> concerns, ControlOutcome outcome, JobState state) => new(s)
    {
        Control = async (request, next) =>
        {
            if (request.Action != action || request.Filter is not null) return await next(request);
            var results = new List<ControlResult>();
            foreach (var id in request.Jobs)
            {
                if (await s.JobAsync(id) is { } job && concerns(job)) results.Add(new ControlResult(id, outcome, state));
                else results.AddRange((await next(request with { Jobs = [id] })).Results);
            }

            return new ControlAnswer(results, null);
        },
    };

    private static Mutation RunsCancelledAgain(Subject s) => new(s)
    {
        Settle = async (reports, next) =>
        {
            var outcomes = (await next(reports)).ToList();
            for (var i = 0; i < outcomes.Count; i++)
            {
                if (reports[i].Kind != SettlementKind.Retry || outcomes[i].State != JobState.Cancelled) continue;
                await s.ControlAsync(ControlAction.Retry, reports[i].Token.Job);
                outcomes[i] = new SettleOutcome(true, JobState.Ready);
            }

            return outcomes;
        },
    };

    private static Mutation RunsLostAgain(Subject s) => new(s)
    {
        Sweep = async (max, next) =>
        {
            var answer = await next(max);
            foreach (var job in await s.JobsAsync())
                if (job.State == JobState.Cancelled && job.Attempts is [.., { Outcome: AttemptOutcome.Lost }])
                    await s.ControlAsync(ControlAction.Retry, job.Id);
            return answer;
        },
    };

    private static Mutation KeepsFailures(Subject s)
    {
        var kept = new Dictionary<JobId, int>();
        return new Mutation(s)
        {
            Control = async (request, next) =>
            {
                if (request.Action == ControlAction.Retry)
                    foreach (var id in request.Jobs)
                        kept[id] = (await s.JobAsync(id))?.Attempts.Count(a => a.Outcome == AttemptOutcome.Failed) ?? 0;
                return await next(request);
            },
            Claim = async (request, next) =>
            {
                var answer = await next(request);
                return answer with
                {
                    Jobs = [.. answer.Jobs.Select(
                        j => j with { Failures = j.Failures + kept.GetValueOrDefault(j.Token.Job) })],
                };
            },
        };
    }

    private static Mutation KeepsResult(Subject s)
    {
        var kept = new Dictionary<JobId, ReadOnlyMemory<byte>>();
        return new Mutation(s)
        {
            Control = async (request, next) =>
            {
                if (request.Action == ControlAction.Retry)
                    foreach (var id in request.Jobs)
                        if (await s.JobAsync(id) is { Result.Length: > 0 } job) kept[id] = job.Result;
                return await next(request);
            },
            Reading = job => kept.TryGetValue(job.Id, out var result) ? job with { Result = result } : job,
        };
    }

    private static Mutation KeepsTheId(Subject s)
    {
        var deleted = new HashSet<JobId>();
        return new Mutation(s)
        {
            Control = (request, next) =>
            {
                if (request.Action == ControlAction.Delete) deleted.UnionWith(request.Jobs);
                return next(request);
            },
            Enqueue = async (drafts, next) =>
            {
                var results = new List<EnqueueResult>();
                foreach (var draft in drafts)
                {
                    if (deleted.Contains(draft.Id)) results.Add(new EnqueueResult(draft.Id, EnqueueOutcome.SameId));
                    else results.AddRange(await next([draft]));
                }

                return results;
            },
        };
    }

    private static Mutation KeepsTheLog(Subject s)
    {
        var kept = new Dictionary<JobId, IReadOnlyList<string>>();
        return new Mutation(s)
        {
            Control = async (request, next) =>
            {
                foreach (var id in request.Jobs)
                    if (await s.Parts.Query.GetLogsAsync(id, CancellationToken.None) is { Count: > 0 } lines)
                        kept[id] = lines;
                return await next(request);
            },
            Logs = async (id, next) => await next(id) ?? kept.GetValueOrDefault(id),
        };
    }
}
