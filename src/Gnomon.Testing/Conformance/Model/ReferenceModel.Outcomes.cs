using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>How attempts and jobs end, or begin again.</summary>
internal sealed partial class ReferenceModel
{
    /// <summary>Judges settlements one by one.</summary>
    public void Settle(IReadOnlyList<Settlement> settlements, IReadOnlyList<SettleOutcome> answers)
    {
        _commit = ++_sequence;
        Expect.Equal(settlements.Count, answers.Count, "the number of answers to a settlement");
        for (var i = 0; i < answers.Count; i++)
        {
            var (settlement, answer) = (settlements[i], answers[i]);
            var job = Find(settlement.Token.Job);
            var holds = job is not null && job.Holds(settlement.Token);
            Expect.Equal(holds, answer.Applied, $"whether the settlement of {settlement.Token} applied");
            if (!holds) continue;
            var outcome = Settle(job!, settlement);
            Follow(job!, answer.State);
            Expect.Equal(job!.State, answer.State, $"the state answered for job {job.Id}");
            CountAttempt(job, outcome);
            JudgeEffects(answer.Effects, $"the settlement of job {job.Id}");
        }
    }

    /// <summary>Judges a sweep without a bound.</summary>
    /// <param name="answer">What the engine says.</param>
    /// <param name="listed">The jobs as they are after it: of one that was lost after its deadline they tell whether it
    /// was ended at once.</param>
    public void Sweep(SweepAnswer answer, IReadOnlyList<Job> listed)
    {
        FollowEnds(listed);
        foreach (var job in _jobs.Values)
            if (job.IsPastDeadline(Now)) End(job, JobState.Expired);
        foreach (var job in _jobs.Values)
            if (job.IsDue(Now)) Promote(job);

        _commit = ++_sequence;
        var lost = _jobs.Values
            .Where(j => j.State == JobState.Running && j.LeaseEnd <= time.GetTimestamp())
            .Select(j => new AttemptToken(j.Id, j.Attempt)).ToHashSet();
        Expect.That(
            lost.SetEquals(answer.Lost.Select(l => l.Token)) && lost.Count == answer.Lost.Count,
            $"the sweep to recover {string.Join(", ", lost)}, not {string.Join(", ", answer.Lost.Select(l => l.Token))}");
        var states = listed.ToDictionary(j => j.Id, j => j.State);
        // In the order of the engine: the end of one may change what becomes of the next.
        foreach (var attempt in answer.Lost)
        {
            var job = _jobs[attempt.Token.Job];
            Lose(job);
            if (job.IsPastDeadline(Now) && states.GetValueOrDefault(job.Id) == JobState.Expired) End(job, JobState.Expired);
            CountAttempt(job, AttemptOutcome.Lost);
        }

        var old = _jobs.Values.Where(j => j.Place is null && IsOver(j)).ToList();
        foreach (var flow in _workflows.Values.Where(w => w.FinishedAt + w.Retention <= Now).ToList())
        {
            old.AddRange(StepsOf(flow));
            _workflows.Remove(flow.Id);
        }

        foreach (var job in old) _jobs.Remove(job.Id);
        Expect.Equal(
            (lost.Count, old.Count), (answer.Recovered, answer.Pruned), "the numbers of recovered and removed jobs");
        _ = TakeEffects();
    }

    /// <summary>The engine's process ends, and with it all the workers it carries.</summary>
    public void LoseAllClaims()
    {
        foreach (var job in _jobs.Values) job.LeaseEnd = long.MinValue;
    }

    private AttemptOutcome Settle(ModelJob job, Settlement settlement)
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
                MakeReady(job, _commit);
                break;
            case SettlementKind.Retry when Now + settlement.Wait > job.Spec.Deadline:
                End(job, JobState.Expired);
                break;
            default:
                Schedule(job, Now + settlement.Wait);
                // It ended while the job looked.
                if (settlement.Kind == SettlementKind.Snoozed && !WaitsInVain(job) && WorkOf(job) is { FinishedAt: not null })
                    MakeReady(job, _commit);
                break;
        }

        job.CancelRequested = false;
        return outcome;
    }

    private void Terminate(ModelJob job, string? error = null)
    {
        job.Error = error ?? $"attempt {job.Attempt} was terminated";
        EndAttempt(job, AttemptOutcome.Cancelled, job.Error);
        End(job, JobState.Cancelled);
        job.CancelRequested = false;
    }

    private void Lose(ModelJob job)
    {
        EndAttempt(job, AttemptOutcome.Lost, null);
        job.Error = null;
        job.Spent++;
        if (job.CancelRequested) End(job, JobState.Cancelled);
        else if (job.Spent >= Math.Max(job.Spec.Retry.MaxAttempts, JobLimits.MinLossesBeforeDead))
            End(job, JobState.Dead);
        else MakeReady(job, _commit);
        job.CancelRequested = false;
    }

    private void EndAttempt(ModelJob job, AttemptOutcome outcome, string? error) =>
        job.Attempts[^1] = job.Attempts[^1] with { FinishedAt = Now, Outcome = outcome, Error = error };

    private bool IsOver(ModelJob job) =>
        job.State.IsTerminal() && job.FinishedAt + (job.Spec.Retention ?? JobLimits.DefaultRetention) <= Now;
}
