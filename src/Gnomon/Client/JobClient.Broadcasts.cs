using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Client;

/// <summary>Jobs for every node.</summary>
public sealed partial class JobClient
{
    /// <summary>Gives every live node that has the handler a copy of a job: those that live at this moment, and with
    /// <see cref="BroadcastTerms.Until"/> those that join before it.</summary>
    /// <param name="handler">The handler's name.</param>
    /// <param name="args">The arguments of each copy.</param>
    /// <param name="terms">Says who gets a copy: <c>terms => terms with { Tag = "gpu" }</c>; null means every node.</param>
    /// <param name="configure">What is said about each copy; its id, its time, its key and its node mean nothing or are
    /// refused.</param>
    /// <param name="id">Names the broadcast: publishing one id twice publishes one. Null makes a new one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidJobException">The terms break a rule.</exception>
    /// <exception cref="BroadcastRefusedException">Nobody would get it.</exception>
    /// <exception cref="StoreException">The store cannot take it.</exception>
    public Task<BroadcastReceipt> BroadcastAsync<TArgs>(
        string handler, TArgs args, Func<BroadcastTerms, BroadcastTerms>? terms = null,
        Action<EnqueueOptions>? configure = null, WorkflowId? id = null, CancellationToken cancellation = default)
    {
        var plain = new BroadcastTerms(Draft(handler, args, configure).Spec);
        return new BroadcastPublisher(_parts, _time).PublishAsync(
            id ?? WorkflowId.New(_time), null, terms?.Invoke(plain) ?? plain, cancellation);
    }

    /// <summary>Gives every live node a copy of a job for the handler that the arguments' type declares.</summary>
    /// <inheritdoc cref="BroadcastAsync{TArgs}(string,TArgs,Func{BroadcastTerms,BroadcastTerms},Action{EnqueueOptions},WorkflowId?,CancellationToken)"/>
    public Task<BroadcastReceipt> BroadcastAsync<TArgs>(
        TArgs args, Func<BroadcastTerms, BroadcastTerms>? terms = null, Action<EnqueueOptions>? configure = null,
        WorkflowId? id = null, CancellationToken cancellation = default)
        where TArgs : notnull =>
        BroadcastAsync(JobNameAttribute.Of(typeof(TArgs)), args, terms, configure, id, cancellation);

    /// <summary>A broadcast with the result of each node as it is now, or null.</summary>
    public Task<BroadcastReport?> GetBroadcastAsync(WorkflowId id, CancellationToken cancellation = default) =>
        new BroadcastPublisher(_parts, _time).ReportAsync(id, cancellation);

    /// <summary>Waits until every part of a broadcast has ended; one with an <see cref="BroadcastTerms.Until"/> does not
    /// end before that.</summary>
    /// <returns>The ended broadcast, whose parts may have failed; null when there is none.</returns>
    public Task<BroadcastReport?> WaitBroadcastAsync(WorkflowId id, CancellationToken cancellation = default) =>
        new BroadcastWaiter(_parts, _time).WaitAsync(id, Timeout.InfiniteTimeSpan, cancellation);
}
