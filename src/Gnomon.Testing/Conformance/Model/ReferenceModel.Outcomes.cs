using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>How attempts and jobs end, or begin again.</summary>
internal sealed partial class ReferenceModel
{
    /// <summary>Answers which settlements apply.</summary>
    public List<bool> Settle(IReadOnlyList<Settlement> settlements)
    {
        var sequence = ++_sequence;
        var applied = new List<bool>();
        foreach (var settlement in settlements)
        {
            var job = Find(settlement.Token.Job);
            var holds = job is not null && job.Holds(settlement.Token);
            if (holds) Settle(job!, settlement, sequence);
            applied.Add(holds);
        }

        return applied;
    }

    /// <summary>A sweep without a bound.</summary>
    public (int Recovered, int Pruned) Sweep()
    {
        foreach (var job in _jobs.Values)
            if (job.IsPastDeadline(Now)) End(job, JobState.Expired);
        foreach (var job in _jobs.Values)
            if (job.IsDue(Now)) Promote(job);

        var lost = _jobs.Values
            .Where(j => j.State == JobState.Running && j.LeaseEnd <= time.GetTimestamp()).ToList();
        var sequence = ++_sequence;
        foreach (var job in lost) Lose(job, sequence);

        var old = _jobs.Values.Where(IsOver).ToList();
        foreach (var job in old) _jobs.Remove(job.Id);
        return (lost.Count, old.Count);
    }

    /// <summary>The engine's process ends, and with it all the workers it carries.</summary>
    public void LoseAllClaims()
    {
        foreach (var job in _jobs.Values) job.LeaseEnd = long.MinValue;
    }

    private void Settle(ModelJob job, Settlement settlement, long sequence)
    {
        var outcome = settlement.Kind switch
        {
            SettlementKind.Succeeded => AttemptOutcome.Succeeded,
            SettlementKind.Snoozed => AttemptOutcome.Snoozed,
            SettlementKind.Parked => AttemptOutcome.Parked,
            SettlementKind.Cancelled => AttemptOutcome.Cancelled,
            SettlementKind.Released => AttemptOutcome.Released,
            _ => AttemptOutcome.Failed,
        };
        job.Logs.AddRange(settlement.LogLines);
        EndAttempt(job, outcome, settlement.Error);
        job.Error = settlement.Error;
        if (outcome == AttemptOutcome.Failed)
        {
            job.Failures++;
            job.Spent++;
        }

        if (outcome == AttemptOutcome.Snoozed) job.Snoozes++;
        switch (settlement.Kind)
        {
            case SettlementKind.Succeeded:
                job.Result = Encoding.UTF8.GetString(settlement.Result.Span);
                End(job, JobState.Succeeded);
                break;
            case SettlementKind.Dead:
                End(job, JobState.Dead);
                break;
            case SettlementKind.Cancelled:
            case var _ when job.CancelRequested:
                End(job, JobState.Cancelled);
                break;
            case SettlementKind.Released:
                MakeReady(job, sequence);
                break;
            case SettlementKind.Retry when Now + settlement.Wait > job.Spec.Deadline:
                End(job, JobState.Expired);
                break;
            default:
                Schedule(job, Now + settlement.Wait);
                break;
        }

        job.CancelRequested = false;
    }

    private void Lose(ModelJob job, long sequence)
    {
        EndAttempt(job, AttemptOutcome.Lost, null);
        job.Error = null;
        job.Spent++;
        if (job.CancelRequested) End(job, JobState.Cancelled);
        else if (job.Spent >= Math.Max(job.Spec.Retry.MaxAttempts, JobLimits.MinLossesBeforeDead))
            End(job, JobState.Dead);
        else MakeReady(job, sequence);
        job.CancelRequested = false;
    }

    private void EndAttempt(ModelJob job, AttemptOutcome outcome, string? error) =>
        job.Attempts[^1] = job.Attempts[^1] with { FinishedAt = Now, Outcome = outcome, Error = error };

    private bool IsOver(ModelJob job) =>
        job.State.IsTerminal() && job.FinishedAt + (job.Spec.Retention ?? JobLimits.DefaultRetention) <= Now;
}
