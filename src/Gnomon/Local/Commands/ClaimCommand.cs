using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Hands out ready jobs. The owner's thread only notes which; the caller's thread decodes them.</summary>
internal sealed class ClaimCommand(ClaimRequest request) : AnsweredCommand<ClaimCommand.Handout>
{
    private readonly List<LocalJob> _started = [];
    private StepBudget? _budget;

    public override long MaxBytes =>
        request.Node.Length * 3L + request.Queues.Count * (long)Promotion.MaxBytes + request.Max * 9L * 2 + 96;

    public override long ExtraBytes(LocalState state) => 2 * state.MaxCascadeBytes;

    protected override Handout Run(LocalState state, Moment now)
    {
        var claims = new List<Entry>();
        var goesOn = true;
        foreach (var name in request.Queues)
        {
            if (!goesOn) break;
            if (state.FindQueue(name) is not { Paused: false } queue) continue;
            var rateNow = queue.Gate is null ? 0 : state.RateNow(now);
            // One slice, for others wait too; the answer says to come again when that is not enough.
            state.Sort(queue);
            while (goesOn && claims.Count < request.Max)
            {
                Promotion.Run(state, queue, now);
                if (queue.Next(request.Node, rateNow) is not { } job) break;
                goesOn = Take(state, now, job, claims);
            }
        }

        state.LogClaimed(request.Node, now.Utc, _started);
        return new Handout(claims, goesOn ? NextDue(state, now) : now.Utc, state.TakeEffects());
    }

    /// <summary>When there will be more in one of the queues. The end of a job in the last one may have let another go that
    /// waits in the first.</summary>
    private long? NextDue(LocalState state, Moment now)
    {
        long? nextDue = null;
        foreach (var name in request.Queues)
        {
            if (state.FindQueue(name) is not { Paused: false } queue) continue;
            if (queue.Scheduled.First is { } waiting)
                nextDue = Math.Min(nextDue ?? long.MaxValue, waiting.Due);
            var rateNow = queue.Gate is null ? 0 : state.RateNow(now);
            if (queue.Gate?.NextAt(request.Node, rateNow) is { } allowed)
                nextDue = Math.Min(nextDue ?? long.MaxValue, now.Utc + (allowed - rateNow));
        }

        return nextDue;
    }

    /// <summary>Hands a job out, or ends it if its deadline has passed.</summary>
    /// <returns>Whether the next one may be taken: not when what follows from the end of this one could be too much
    /// to write at once.</returns>
    private bool Take(LocalState state, Moment now, LocalJob job, List<Entry> claims)
    {
        if (LocalState.Deadline(job) < now.Utc)
        {
            var goesOn = (_budget ??= new StepBudget(state)).Allows(job);
            state.Shift(job, JobCause.PassDeadline, JobState.Expired, now.Utc, job.RunAt, 0);
            return goesOn;
        }

        state.Start(job, request.Node, now.Utc, Instants.Add(now.Monotonic, request.Lease));
        _started.Add(job);
        claims.Add(new Entry(
            new AttemptToken(job.Id, job.Attempt), job.Spec, job.Failures, job.Spent, job.Details!.Snoozes,
            job.CreatedAt, job.RunAt));
        return true;
    }

    /// <summary>What is handed out, not decoded yet.</summary>
    internal sealed record Handout(List<Entry> Claims, long? NextDue, WorkflowEffects? Effects)
    {
        public ClaimAnswer Decode()
        {
            DateTimeOffset? nextDue = NextDue is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null;
            if (Claims.Count == 0)
                return nextDue is null && Effects is null
                    ? ClaimAnswer.Nothing
                    : new ClaimAnswer([], nextDue) { Effects = Effects };
            var jobs = new ClaimedJob[Claims.Count];
            for (var i = 0; i < jobs.Length; i++) jobs[i] = Claims[i].Decode();
            return new ClaimAnswer(jobs, nextDue) { Effects = Effects };
        }
    }

    internal readonly record struct Entry(
        AttemptToken Token, byte[] Spec, int Failures, int Spent, int Snoozes, long CreatedAt, long RunAt)
    {
        public ClaimedJob Decode() => new(Token, JobSpecCodec.Decode(Spec))
        {
            Failures = Failures,
            Spent = Spent,
            Snoozes = Snoozes,
            CreatedAt = new DateTimeOffset(CreatedAt, TimeSpan.Zero),
            RunAt = new DateTimeOffset(RunAt, TimeSpan.Zero),
        };
    }
}
