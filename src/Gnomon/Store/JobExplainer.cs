using System.Globalization;
using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Says why a job is not running: what the store knows of it, and which nodes live. The same on every engine.
/// What lasts until somebody acts comes before what passes by itself.</summary>
internal sealed class JobExplainer(StoreParts parts)
{
    /// <summary>Explains one job; null when there is none.</summary>
    /// <exception cref="StoreException">The store cannot serve.</exception>
    public async Task<JobExplanation?> ExplainAsync(JobId id, CancellationToken cancellation)
    {
        var standing = await parts.Query.ExplainAsync(id, cancellation).ConfigureAwait(false);
        if (standing is null) return null;
        if (!ConcernsNodes(standing)) return Explain(standing);
        var nodes = await parts.Cluster.ListAsync(cancellation).ConfigureAwait(false);
        return Unserved(standing, nodes) ?? Explain(standing);
    }

    private static bool ConcernsNodes(JobStanding standing) => standing.Reason switch
    {
        WaitReason.Running or WaitReason.Ended or WaitReason.QueuePaused or WaitReason.NotDue => false,
        WaitReason.Parents or WaitReason.Signal or WaitReason.GroupPlace or WaitReason.EarlierRun => false,
        _ => true,
    };

    private static JobExplanation? Unserved(JobStanding standing, IReadOnlyList<NodeInfo> nodes)
    {
        var (job, spec) = (standing.Job, standing.Job.Spec);
        var serving = nodes.Where(node => node.Queues.Contains(spec.Queue)).ToList();
        var waits = standing.Reason is WaitReason.RetryWait or WaitReason.Snoozed;
        if (serving.Count == 0)
            return waits ? null : new JobExplanation(
                job.Id, job.State, WaitReason.NoNode,
                $"No live node takes jobs from queue '{spec.Queue}': start a worker that does.");
        if (serving.Any(node => node.Handlers.Contains(spec.Handler))) return null;
        var served = serving.Count == 1 ? "the live node that takes" : $"the {serving.Count} live nodes that take";
        var none = serving.Count == 1 ? $"{Capital(served)} jobs from queue '{spec.Queue}' has no handler"
            : $"None of {served} jobs from queue '{spec.Queue}' has a handler";
        var until = waits ? $" It is offered again at {Text(standing.Until!.Value)}." : "";
        return new JobExplanation(
            job.Id, job.State, WaitReason.NoHandler, $"{none} '{spec.Handler}'.{until}")
        {
            Until = standing.Until,
        };
    }

    private static JobExplanation Explain(JobStanding standing)
    {
        var job = standing.Job;
        return new JobExplanation(job.Id, job.State, standing.Reason, Sentence(standing))
        {
            Until = standing.Until,
            Since = standing.Reason switch
            {
                WaitReason.Running => job.StartedAt,
                WaitReason.Ended => job.FinishedAt,
                _ => null,
            },
            Node = standing.Reason == WaitReason.Running ? job.Node : null,
            Limit = standing.Limit,
            Running = standing.Running,
            Behind = standing.Behind,
            Missing = standing.Missing,
            MissingCount = standing.MissingCount,
            Ahead = standing.Ahead,
        };
    }

    private static string Sentence(JobStanding standing)
    {
        var (job, queue) = (standing.Job, standing.Job.Spec.Queue);
        var key = job.Spec.LimitKey;
        var until = standing.Until is { } at ? Text(at) : "";
        return standing.Reason switch
        {
            WaitReason.Running =>
                $"It is running: attempt {job.Attempt} on node {job.Node} since {Text(job.StartedAt ?? default)}.",
            WaitReason.Ended => $"It has ended: {job.State.ToString().ToLowerInvariant()}{At(job.FinishedAt)}."
                + Because(job.Error),
            WaitReason.NotDue => $"It is not due: it may run from {until}.",
            WaitReason.RetryWait =>
                $"Attempt {job.Attempt} failed; the next one may start at {until}.{Because(job.Error)}",
            WaitReason.Snoozed => $"It was put off until {until}.{Because(job.Attempts.LastOrDefault()?.Error)}",
            WaitReason.QueuePaused => $"Queue '{queue}' is paused: resume it.",
            WaitReason.Concurrency =>
                $"Queue '{queue}' runs {standing.Running} of at most {standing.Limit} jobs at once.",
            WaitReason.KeyConcurrency =>
                $"Queue '{queue}' runs {standing.Running} of at most {standing.Limit} jobs with the limit key '{key}'.",
            WaitReason.Rate => $"The rate of queue '{queue}' lets the next job go at {until}.",
            WaitReason.KeyRate =>
                $"The rate of limit key '{key}' in queue '{queue}' lets the next job go at {until}.",
            WaitReason.StrictOrder =>
                $"Jobs with the limit key '{key}' go in strict order: job {standing.Behind} has to end first.",
            WaitReason.Parents => $"It waits for the end of {Missing(standing, "step")} of its workflow.",
            WaitReason.Signal => $"It waits for {Missing(standing, "signal")}, which nobody has sent to its workflow.",
            WaitReason.GroupPlace =>
                $"Group '{job.Spec.Workflow?.Group}' of its workflow runs {standing.Running} of at most "
                + $"{standing.Limit} members at once.",
            WaitReason.EarlierRun => standing.Behind is { } earlier
                ? $"It waits for the end of job {earlier}, an earlier run of schedule '{job.Spec.Schedule}'."
                : $"It waits for the end of an earlier run of schedule '{job.Spec.Schedule}'.",
            _ => $"It is ready and waits for a free slot of a worker{Others(standing.Ahead)}.",
        };
    }

    private static string Missing(JobStanding standing, string what)
    {
        var names = string.Join(", ", standing.Missing.Select(name => $"'{name}'"));
        var more = (standing.MissingCount ?? 0) - standing.Missing.Count;
        var rest = more > 0 ? $" and {more:N0} more" : "";
        return $"{what}{(standing.Missing.Count + more == 1 ? "" : "s")} {names}{rest}";
    }

    private static string Others(int? ahead) => ahead switch
    {
        null or 0 => "",
        1 => " behind 1 other job",
        >= JobStanding.MaxAhead => $" behind at least {JobStanding.MaxAhead:N0} other jobs",
        _ => $" behind {ahead} other jobs",
    };

    private static string At(DateTimeOffset? instant) => instant is { } at ? $" at {Text(at)}" : "";

    private static string Because(string? error) => error is null ? "" : $" The reason: {error}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
