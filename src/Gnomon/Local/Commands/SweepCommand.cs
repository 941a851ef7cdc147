using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Does what time alone brings about.</summary>
internal sealed class SweepCommand(int max) : AnsweredCommand<SweepAnswer>
{
    public override long MaxBytes => max * (768L + SettleCommand.FollowBytes);

    public override long ExtraBytes(LocalState state) =>
        2 * state.MaxCascadeBytes + (state.EndedWorkflows.First?.Steps.Count ?? 0) * 10L;

    protected override SweepAnswer Run(LocalState state, Moment now)
    {
        var ended = new List<JobId>();
        var budget = new StepBudget(state);
        var goesOn = true;
        var expired = 0;
        var freed = false;
        var unblocked = state.Unblocked;
        state.ReleaseStranded(now.Utc);
        while (goesOn && expired < max && state.TakePastDeadline(now.Utc) is { } late)
        {
            goesOn = budget.Allows(late);
            state.Shift(late, JobCause.PassDeadline, JobState.Expired, now.Utc, late.RunAt, 0);
            ended.Add(late.Id);
            freed |= late.Queue.LetsGo;
            expired++;
        }

        var promoted = 0;
        foreach (var queue in state.Queues)
            if (promoted < max)
                promoted += state.Promote(queue, now.Utc, max - promoted);

        var sorting = false;
        foreach (var queue in state.Queues) sorting |= !state.Sort(queue);

        var recovered = new List<LostAttempt>();
        while (goesOn && recovered.Count < max && state.Running.First is { } lost && lost.Due <= now.Monotonic)
        {
            goesOn = budget.Allows(lost);
            recovered.Add(new LostAttempt(new AttemptToken(lost.Id, lost.Attempt), lost.Details!.Node!));
            Recover(state, now, lost);
            if (lost.State.IsTerminal()) ended.Add(lost.Id);
        }

        var pruned = 0;
        while (pruned < max && state.Ended.First is { } old && old.Due <= now.Utc)
        {
            state.Remove(old);
            pruned++;
        }

        pruned += PruneWorkflows(state, now, max - pruned);
        for (var closed = 0; closed < max && state.Broadcasts.First is { } open && open.Due <= now.Utc; closed++)
            state.CloseBroadcast(open, now.Utc);
        return new SweepAnswer(promoted, recovered.Count, pruned, NextDue(state, now))
        {
            Ended = ended, Lost = recovered, Freed = freed || state.Unblocked != unblocked, More = sorting || !goesOn,
            Effects = state.TakeEffects(),
        };
    }

    /// <summary>Removes ended workflows, each with all its jobs: the first may have more of them than are left.</summary>
    private static int PruneWorkflows(LocalState state, Moment now, int most)
    {
        var pruned = 0;
        while (state.EndedWorkflows.First is { } old && old.Due <= now.Utc)
        {
            if (most <= 0 || (pruned > 0 && pruned + old.Steps.Count > most)) break;
            pruned += old.Steps.Count;
            state.RemoveWorkflow(old);
        }

        return pruned;
    }

    /// <summary>Decides about a job whose node is gone. The attempt was counted when it was handed out, so a job that
    /// kills its process each time comes to an end.</summary>
    private static void Recover(LocalState state, Moment now, LocalJob job)
    {
        var error = $"attempt {job.Attempt} was lost: node {job.Details!.Node} stopped without settling it";
        var attempts = JobSpecCodec.Has(job.Spec, JobSpecCodec.Parts.Retry)
            ? JobSpecCodec.Decode(job.Spec).Retry.MaxAttempts
            : 1;
        if (!job.CancelRequested && job.Spent + 1 >= Math.Max(attempts, JobLimits.MinLossesBeforeDead))
            state.Finish(
                job, AttemptOutcome.Lost, JobCause.LoseLease, JobState.Dead, now.Utc, now.Utc, 0, error, null);
        else
            SettleCommand.Return(
                state, now, job, AttemptOutcome.Lost, JobCause.LoseLease, TimeSpan.Zero, error);
    }

    private static DateTimeOffset? NextDue(LocalState state, Moment now)
    {
        var next = Math.Min(state.Ended.First?.Due ?? long.MaxValue, state.NextDeadline ?? long.MaxValue);
        next = Math.Min(next, state.EndedWorkflows.First?.Due ?? long.MaxValue);
        next = Math.Min(next, state.Broadcasts.First?.Due ?? long.MaxValue);
        foreach (var queue in state.Queues) next = Math.Min(next, queue.Scheduled.First?.Due ?? long.MaxValue);
        if (state.Running.First is { } running)
            next = Math.Min(next, Instants.Add(now.Utc, new TimeSpan(Math.Max(0, running.Due - now.Monotonic))));
        return next == long.MaxValue ? null : new DateTimeOffset(next, TimeSpan.Zero);
    }
}
