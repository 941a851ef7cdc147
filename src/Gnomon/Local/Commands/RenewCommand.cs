using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Extends leases and keeps what handlers reported.</summary>
internal sealed class RenewCommand(IReadOnlyList<LeaseRenewal> renewals) : AnsweredCommand<IReadOnlyList<RenewOutcome>>
{
    public override long MaxBytes
    {
        get
        {
            long bytes = 0;
            foreach (var renewal in renewals)
                bytes += 32 + LogLines.MaxBytes(renewal.LogLines) + LocalState.MaxTextBytes(renewal.ProgressText);
            return bytes;
        }
    }

    protected override IReadOnlyList<RenewOutcome> Run(LocalState state, Moment now)
    {
        var outcomes = new RenewOutcome[renewals.Count];
        for (var i = 0; i < outcomes.Length; i++) outcomes[i] = Renew(state, now, renewals[i]);
        return outcomes;
    }

    private static RenewOutcome Renew(LocalState state, Moment now, LeaseRenewal renewal)
    {
        if (state.Find(renewal.Token.Job) is not { State: JobState.Running } job || job.Attempt != renewal.Token.Attempt)
            return RenewOutcome.Lost;
        state.Running.Change(job, Instants.Add(now.Monotonic, renewal.Lease));
        state.Report(job, renewal.Progress, LogLines.Cut(renewal.LogLines));
        state.ReportText(job, renewal.ProgressText);
        return job.CancelRequested ? RenewOutcome.CancelRequested : RenewOutcome.Held;
    }
}
