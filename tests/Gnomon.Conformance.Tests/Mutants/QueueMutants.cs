using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how queues pause.</summary>
internal static class QueueMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Hands_out_due_jobs_of_a_paused_queue", "Paused_queue_keeps_due_jobs_back", HandsOutDueJobs)
        {
            FoundByModel = true,
        },
        new("Takes_running_jobs_back_when_their_queue_pauses", "Pausing_leaves_running_jobs_alone",
            s => OnChange(s, c => c.Paused is true, (c, _) => TakeBackAsync(s, c.Queue))),
        new("Lets_a_paused_queue_hold_up_the_others", "Paused_queue_does_not_hold_up_the_others", StopsAtAPause),
        new("Resumes_a_queue_whose_limits_are_set", "Limits_and_pause_change_apart",
            s => new Mutation(s) { SetQueue = c => c.Limits is null ? c : c with { Paused = false } }),
    ];

    internal static async ValueTask<QueueInfo?> InfoAsync(Subject s, string queue)
    {
        var stats = await s.Parts.Query.GetStatsAsync(CancellationToken.None);
        return stats.Queues.SingleOrDefault(q => q.Name == queue);
    }

    /// <summary>Does one thing more with some changes, given how the queue was before.</summary>
    internal static Mutation OnChange(
        Subject s, Predicate<QueueChange> concerns, Func<QueueChange, QueueInfo?, ValueTask> more) => new(s)
    {
        Setting = async (change, next) =>
        {
            var before = await InfoAsync(s, change.Queue);
            await next(change);
            if (concerns(change)) await more(change, before);
        },
    };

    internal static async ValueTask TakeBackAsync(Subject s, string queue)
    {
        var running = (await s.JobsAsync()).Where(j => j.State == JobState.Running && j.Spec.Queue == queue);
        await s.Store.SettleAsync(
            [.. running.Select(j => new Settlement(new AttemptToken(j.Id, j.Attempt), SettlementKind.Released))],
            CancellationToken.None);
    }

    private static Mutation HandsOutDueJobs(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            var open = (await s.JobsAsync())
                .Where(j => j.State == JobState.Scheduled && j.RunAt <= s.Now).Select(j => j.Spec.Queue).ToHashSet();
            var paused = (await s.Parts.Query.GetStatsAsync(CancellationToken.None)).Queues
                .Where(q => q.Paused && open.Contains(q.Name)).Select(q => q.Name).ToList();
            foreach (var queue in paused)
                await s.Store.SetQueueAsync(new QueueChange(queue, Paused: false), CancellationToken.None);
            var answer = await next(request);
            foreach (var queue in paused)
                await s.Store.SetQueueAsync(new QueueChange(queue, Paused: true), CancellationToken.None);
            return answer;
        },
    };

    private static Mutation StopsAtAPause(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            var stats = await s.Parts.Query.GetStatsAsync(CancellationToken.None);
            var open = request.Queues
                .TakeWhile(queue => !stats.Queues.Any(q => q.Name == queue && q.Paused)).ToList();
            return open.Count == 0 ? ClaimAnswer.Nothing : await next(request with { Queues = open });
        },
    };
}
