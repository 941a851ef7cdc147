using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Tests.Workers;

/// <summary>A store that a test may hold up or make fail, and whose answers it can watch.</summary>
internal sealed class HookedStore(IJobStore store) : IJobStore
{
    private TaskCompletionSource _next = NewSignal();
    private int _settling;

    /// <summary>Called with the call's name before each call; what it throws, the caller gets.</summary>
    public Func<string, ValueTask> Before { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary>Called after a claim was carried out and before its answer is given.</summary>
    public Func<ClaimAnswer, ValueTask> Claimed { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary>The settlements that were answered, in order.</summary>
    public ConcurrentQueue<(Settlement Settlement, SettleOutcome Outcome)> Settled { get; } = new();

    /// <summary>Whether the store may have carried out settlements that are not among the answered yet.</summary>
    public bool IsSettling => Volatile.Read(ref _settling) > 0;

    /// <summary>How often each call was made.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new();

    /// <summary>Ends when the next call has been answered or has failed.</summary>
    public Task NextCall => Volatile.Read(ref _next).Task;

    public Task<StoreDescription> InitializeAsync(CancellationToken cancellation) =>
        store.InitializeAsync(cancellation);

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation) =>
        CallAsync("enqueue", () => store.EnqueueAsync(drafts, cancellation));

    public ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation) =>
        CallAsync("claim", async () =>
        {
            var answer = await store.ClaimAsync(request, cancellation);
            await Claimed(answer);
            return answer;
        });

    public ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation) =>
        CallAsync("renew", () => store.RenewAsync(renewals, cancellation));

    public ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation) =>
        CallAsync("settle", async () =>
        {
            Interlocked.Increment(ref _settling);
            try
            {
                var outcomes = await store.SettleAsync(settlements, cancellation);
                for (var i = 0; i < outcomes.Count; i++) Settled.Enqueue((settlements[i], outcomes[i]));
                return outcomes;
            }
            finally
            {
                Interlocked.Decrement(ref _settling);
            }
        });

    public ValueTask<ControlAnswer> ControlAsync(
        ControlRequest request, CancellationToken cancellation) =>
        CallAsync("control", () => store.ControlAsync(request, cancellation));

    public ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(WorkflowDraft draft, CancellationToken cancellation) =>
        CallAsync("workflow", () => store.EnqueueWorkflowAsync(draft, cancellation));

    public ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(
        WorkflowControl request, CancellationToken cancellation) =>
        CallAsync("control workflow", () => store.ControlWorkflowAsync(request, cancellation));

    public async ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation) =>
        await CallAsync("queue", async () =>
        {
            await store.SetQueueAsync(change, cancellation);
            return true;
        });

    public ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(
        ScheduleChanges changes, CancellationToken cancellation) =>
        CallAsync("schedules", () => store.PutSchedulesAsync(changes, cancellation));

    public ValueTask<IReadOnlyList<FireAnswer>> FireAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation) =>
        CallAsync("fire", () => store.FireAsync(requests, cancellation));

    public ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation) =>
        CallAsync("sweep", () => store.SweepAsync(max, cancellation));

    private async ValueTask<T> CallAsync<T>(string call, Func<ValueTask<T>> run)
    {
        try
        {
            await Before(call);
            return await run();
        }
        finally
        {
            Calls.AddOrUpdate(call, 1, (_, count) => count + 1);
            Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
