using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing.Conformance;

namespace Gnomon.Testing;

/// <summary>Lets a host's workers and schedules run in fake time. Time passes only as far as somebody waits for it, and
/// only when all work at the present moment is done, so that a day takes milliseconds and nothing is late.</summary>
/// <remarks>Handlers should wait for fake time only, with <c>Task.Delay(span, time)</c>. Fake time stands while one does
/// something else, as long as <see cref="Patience"/> lasts; then it goes on without it, up to the bound.</remarks>
/// <param name="time">The clock that the host runs on.</param>
/// <param name="parts">The host's store, after it has started.</param>
public sealed class JobRun(FakeTime time, StoreParts parts)
{
    /// <summary>How far time may advance unless told otherwise: 1 h.</summary>
    public static readonly TimeSpan DefaultMost = TimeSpan.FromHours(1);

    private const int MostJobsNamed = 10;
    private const int PageSize = 100;

    /// <summary>While there is work, time passes in steps of at most this, so that nobody who is held up misses much.
    /// </summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(250);

    /// <summary>How many are known to be held up by something else than the clock.</summary>
    private int _heldUp;

    /// <summary>How long in real time a handler, a store or anybody else may be at work at one moment of fake time before
    /// time goes on without it: 10 s unless told otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not more than zero.</exception>
    public TimeSpan Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Patience));
            field = value;
        }
    } = TimeSpan.FromSeconds(10);

    /// <summary>Lets time pass until no job is ready, running or due and no tick of a schedule is due. Jobs that wait for
    /// a time within the bound are waited for; later ones, later ticks and jobs in paused queues stay.</summary>
    /// <param name="most">How far time may advance, zero or more; null means <see cref="DefaultMost"/>.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>How far time has advanced.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bound is negative.</exception>
    /// <exception cref="ExpectationException">The store is still busy at the bound, or no worker has the handler of a job
    /// that was tried. The message names the jobs.</exception>
    public async Task<TimeSpan> UntilIdleAsync(TimeSpan? most = null, CancellationToken cancellation = default)
    {
        var bound = most ?? DefaultMost;
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, TimeSpan.Zero, nameof(most));
        var passed = TimeSpan.Zero;
        while (true)
        {
            var next = await RestAsync(cancellation).ConfigureAwait(false);
            var isIdle = !next.IsBusy && !(next.JobDue <= time.GetUtcNow() + (bound - passed));
            if (isIdle && !next.IsStuck) return passed;
            if (passed >= bound || next.IsStuck)
                throw new ExpectationException(await TroubleAsync(passed, cancellation).ConfigureAwait(false));
            passed += Step(next, bound - passed);
        }
    }

    /// <summary>Lets a span of time pass, with everything that happens in it: ticks, retries, leases.</summary>
    /// <param name="span">How much; zero or more.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public async Task ForAsync(TimeSpan span, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        var passed = TimeSpan.Zero;
        while (true)
        {
            var next = await RestAsync(cancellation).ConfigureAwait(false);
            if (passed >= span) return;
            passed += Step(next, span - passed);
        }
    }

    /// <summary>Moves on to the next thing that may happen: to the next timer while there is work, since handlers wait
    /// with timers and leases are kept with them; else right to the next due job or tick.</summary>
    private TimeSpan Step(Outlook next, TimeSpan most)
    {
        if (next.IsBusy) return time.AdvanceToNextTimer(most < LongestStep ? most : LongestStep);
        var span = most;
        foreach (var due in new[] { next.JobDue, next.TickDue })
            if (due is { } at && at - time.GetUtcNow() < span)
                span = at - time.GetUtcNow();
        time.Advance(span);
        return span;
    }

    /// <summary>Lets everybody do what is to do at this moment, and tells what comes next.</summary>
    private async Task<Outlook> RestAsync(CancellationToken cancellation)
    {
        _heldUp = await time.RestAsync(_heldUp, Patience, cancellation).ConfigureAwait(false);
        return await NextAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<Outlook> NextAsync(CancellationToken cancellation)
    {
        var nodes = await parts.Cluster.ListAsync(cancellation).ConfigureAwait(false);
        var ticks = await parts.Query.DueSchedulesAsync(time.GetUtcNow(), 1, cancellation).ConfigureAwait(false);
        var stats = await parts.Query.GetStatsAsync(cancellation).ConfigureAwait(false);
        var open = stats.Queues.Where(queue => !queue.Paused).ToList();
        var running = stats.Jobs.GetValueOrDefault(JobState.Running);
        var ready = open.Exists(queue => queue.Counts.GetValueOrDefault(JobState.Ready) > 0);
        DateTimeOffset? due = null;
        var stuck = false;
        if (open.Exists(queue => queue.Counts.GetValueOrDefault(JobState.Scheduled) > 0))
        {
            var names = open.Select(queue => queue.Name).ToHashSet(StringComparer.Ordinal);
            var waiting = await ListAsync(JobState.Scheduled, int.MaxValue, cancellation).ConfigureAwait(false);
            waiting.RemoveAll(job => !names.Contains(job.Spec.Queue));
            due = waiting.Min(job => (DateTimeOffset?)job.RunAt);
            stuck = waiting.Exists(job => IsStuck(job, nodes));
        }

        var isDue = due <= time.GetUtcNow();
        var isBusy = running > 0 || ready || ticks.Items.Count > 0 || isDue;
        return new Outlook(isBusy, stuck, due, ticks.NextDue);
    }

    private async Task<List<Job>> ListAsync(JobState state, int most, CancellationToken cancellation)
    {
        var all = new List<Job>();
        string? cursor = null;
        do
        {
            var page = await parts.Query.ListJobsAsync(
                new JobFilter { State = state }, cursor, PageSize, cancellation).ConfigureAwait(false);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null && all.Count < most);
        return all;
    }

    /// <summary>A worker that lacks the handler puts a job off again and again.</summary>
    private static bool IsStuck(Job job, IReadOnlyList<NodeInfo> nodes) =>
        job.Attempt > 0 && nodes.Count > 0 && !nodes.Any(node => node.Handlers.Contains(job.Spec.Handler));

    private async Task<string> TroubleAsync(TimeSpan passed, CancellationToken cancellation)
    {
        var nodes = await parts.Cluster.ListAsync(cancellation).ConfigureAwait(false);
        var stats = await parts.Query.GetStatsAsync(cancellation).ConfigureAwait(false);
        var paused = stats.Queues.Where(queue => queue.Paused).Select(queue => queue.Name).ToHashSet();
        var busy = new List<Job>();
        foreach (var state in new[] { JobState.Running, JobState.Ready, JobState.Scheduled })
            busy.AddRange(await ListAsync(state, MostJobsNamed, cancellation).ConfigureAwait(false));
        busy.RemoveAll(job => job.State != JobState.Running && paused.Contains(job.Spec.Queue));
        busy.RemoveAll(
            job => job.State == JobState.Scheduled && job.RunAt > time.GetUtcNow() && !IsStuck(job, nodes));
        var lines = busy.Take(MostJobsNamed).Select(job => $"\n  {JobText.Of(job)}{Reason(job, nodes)}").ToList();
        var ticks = await parts.Query.DueSchedulesAsync(time.GetUtcNow(), MostJobsNamed, cancellation)
            .ConfigureAwait(false);
        lines.AddRange(ticks.Items.Select(due => $"\n  schedule {due.Schedule.Id} has a tick that is due"));
        return $"Expected the store to become idle, but after {passed} of fake time it is busy with:{string.Concat(lines)}";
    }

    private static string Reason(Job job, IReadOnlyList<NodeInfo> nodes)
    {
        if (job.State == JobState.Running) return $", on {job.Node}";
        if (nodes.Count == 0) return "; no worker runs";
        if (!nodes.Any(node => node.Queues.Contains(job.Spec.Queue))) return "; no worker takes its queue";
        return nodes.Any(node => node.Handlers.Contains(job.Spec.Handler)) ? "" : "; no worker has its handler";
    }

    /// <summary>What may happen next.</summary>
    /// <param name="IsBusy">Something is to do now.</param>
    /// <param name="IsStuck">A job was tried that no worker has the handler of.</param>
    /// <param name="JobDue">When the first job that waits comes due.</param>
    /// <param name="TickDue">When the first tick that is not due yet is.</param>
    private readonly record struct Outlook(bool IsBusy, bool IsStuck, DateTimeOffset? JobDue, DateTimeOffset? TickDue);
}
