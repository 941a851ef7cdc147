using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Conformance.Tests.Faults;

/// <summary>A good store with one fault, to show that the model notices.</summary>
internal sealed class FaultyStore(IJobStore inner, Fault fault) : IJobStore
{
    public Task<StoreDescription> InitializeAsync(CancellationToken cancellation) =>
        inner.InitializeAsync(cancellation);

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation) =>
        inner.EnqueueAsync(
            fault == Fault.ForgetsPriority
                ? [.. drafts.Select(d => d with { Spec = d.Spec with { Priority = 5 } })]
                : drafts,
            cancellation);

    public ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation) =>
        inner.ClaimAsync(
            fault == Fault.ReversesQueues ? request with { Queues = [.. request.Queues.Reverse()] } : request,
            cancellation);

    public async ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation)
    {
        var outcomes = await inner.RenewAsync(renewals, cancellation);
        return fault == Fault.HoldsStaleClaims ? [.. outcomes.Select(_ => RenewOutcome.Held)] : outcomes;
    }

    public ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation) =>
        inner.SettleAsync(
            fault == Fault.LosesResults ? [.. settlements.Select(s => s with { Result = default })] : settlements,
            cancellation);

    public ValueTask<ControlAnswer> ControlAsync(
        ControlRequest request, CancellationToken cancellation) => inner.ControlAsync(request, cancellation);

    public ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation) =>
        inner.SetQueueAsync(change, cancellation);

    public ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(
        ScheduleChanges changes, CancellationToken cancellation) =>
        inner.PutSchedulesAsync(
            changes with { Puts = [.. changes.Puts.Select(p => p with { Schedule = Forget(p.Schedule) })] },
            cancellation);

    public ValueTask<IReadOnlyList<bool>> FireAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation) =>
        inner.FireAsync(fault == Fault.CountsNoRuns ? [.. requests.Select(AsSkipped)] : requests, cancellation);

    public ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation) =>
        inner.SweepAsync(fault == Fault.SweepsHalf ? 1 : max, cancellation);

    private Schedule Forget(Schedule schedule) => fault switch
    {
        Fault.ForgetsJitter => schedule with { Jitter = TimeSpan.Zero },
        Fault.ForgetsMaxRuns => schedule with { MaxRuns = null },
        _ => schedule,
    };

    private static FireRequest AsSkipped(FireRequest request) =>
        request with { Ticks = [.. request.Ticks.Select(t => t with { Outcome = TickOutcome.Skipped })] };
}
