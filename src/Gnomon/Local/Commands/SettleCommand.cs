using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Ends attempts.</summary>
internal sealed class SettleCommand : AnsweredCommand<IReadOnlyList<SettleOutcome>>
{
    private readonly IReadOnlyList<Settlement> _settlements;
    private readonly byte[]?[] _results;
    private readonly long _bytes;

    /// <exception cref="InvalidJobException">A result is too large.</exception>
    public SettleCommand(IReadOnlyList<Settlement> settlements)
    {
        _settlements = settlements;
        _results = new byte[settlements.Count][];
        for (var i = 0; i < _results.Length; i++)
        {
            var settlement = settlements[i];
            if (settlement.Result.Length > JobLimits.MaxResultBytes)
                throw new InvalidJobException(
                    "result",
                    $"takes {settlement.Result.Length:N0} bytes; at most {JobLimits.MaxResultBytes:N0} are allowed");
            if (settlement.Result.Length > 0) _results[i] = settlement.Result.ToArray();
            var error = Math.Min(settlement.Error?.Length ?? 0, JobLimits.MaxErrorLength) * 3L;
            _bytes += 112 + FollowBytes + settlement.Result.Length + error;
            _bytes += LogLines.MaxBytes(settlement.LogLines) + LocalState.MaxTextBytes(settlement.ProgressText);
        }
    }

    /// <summary>Upper bound of the bytes that the end of a job causes beside its own: another job is let go, and its
    /// schedule is paused.</summary>
    internal const int FollowBytes = 64 + (JobLimits.MaxNameLength * 3) + 1536;

    public override long MaxBytes => _bytes;

    public override long ExtraBytes(LocalState state) => state.OpenSteps == 0
        ? 0
        : StepBudget.Of(state, _settlements.Count, i => _settlements[i].Token.Job);

    protected override IReadOnlyList<SettleOutcome> Run(LocalState state, Moment now)
    {
        var outcomes = new SettleOutcome[_settlements.Count];
        for (var i = 0; i < outcomes.Length; i++) outcomes[i] = Settle(state, now, _settlements[i], _results[i]);
        return outcomes;
    }

    private static SettleOutcome Settle(LocalState state, Moment now, Settlement settlement, byte[]? result)
    {
        var token = settlement.Token;
        var unblocked = state.Unblocked;
        if (state.Find(token.Job) is not { State: JobState.Running } job || job.Attempt != token.Attempt)
            return SettleOutcome.Stale;
        state.Report(job, settlement.Progress, LogLines.Cut(settlement.LogLines));
        state.ReportText(job, settlement.ProgressText);
        var error = settlement.Error is { Length: > JobLimits.MaxErrorLength } text
            ? text[..JobLimits.MaxErrorLength]
            : settlement.Error;
        switch (settlement.Kind)
        {
            case SettlementKind.Succeeded:
                End(AttemptOutcome.Succeeded, JobCause.Succeed, JobState.Succeeded, result);
                break;
            case SettlementKind.Dead:
                End(AttemptOutcome.Failed, JobCause.GiveUp, JobState.Dead, null);
                break;
            case SettlementKind.Cancelled:
                End(AttemptOutcome.Cancelled, JobCause.Cancel, JobState.Cancelled, null);
                break;
            case SettlementKind.Retry:
                Return(state, now, job, AttemptOutcome.Failed, JobCause.Retry, settlement.Wait, error);
                break;
            case SettlementKind.Snoozed:
                Return(state, now, job, AttemptOutcome.Snoozed, JobCause.Snooze, settlement.Wait, error);
                // It ended while the job looked: nothing else would wake it.
                if (job.State == JobState.Scheduled && state.WorkOf(job) is { FinishedAt: not 0 })
                    state.Wake(job, now.Utc);
                break;
            case SettlementKind.Parked:
                Return(state, now, job, AttemptOutcome.Parked, JobCause.Snooze, settlement.Wait, error);
                break;
            default:
                Return(state, now, job, AttemptOutcome.Released, JobCause.Release, TimeSpan.Zero, error);
                break;
        }

        return new SettleOutcome(true, job.State)
        {
            Freed = job.Queue.LetsGo || state.Unblocked != unblocked, Effects = state.TakeEffects(),
        };

        void End(AttemptOutcome outcome, JobCause cause, JobState to, byte[]? kept) =>
            state.Finish(job, outcome, cause, to, now.Utc, now.Utc, 0, error, kept);
    }

    /// <summary>Ends an attempt of a job that is to run again, unless somebody wants it cancelled or its deadline would
    /// have passed by then.</summary>
    internal static void Return(
        LocalState state, Moment now, LocalJob job, AttemptOutcome outcome, JobCause cause, TimeSpan wait,
        string? error)
    {
        var runAt = Instants.Add(now.Utc, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
        if (job.CancelRequested)
            state.Finish(job, outcome, JobCause.Cancel, JobState.Cancelled, now.Utc, now.Utc, 0, error, null);
        else if (LocalState.Deadline(job) < runAt)
            state.Finish(job, outcome, JobCause.PassDeadline, JobState.Expired, now.Utc, now.Utc, 0, error, null);
        else if (cause is JobCause.Release or JobCause.LoseLease)
            state.Finish(job, outcome, cause, JobState.Ready, now.Utc, now.Utc, state.TakeOrder(), error, null);
        else
            state.Finish(job, outcome, cause, JobState.Scheduled, now.Utc, runAt, 0, error, null);
    }
}
