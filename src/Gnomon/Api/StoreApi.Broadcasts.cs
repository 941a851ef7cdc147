using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    private BroadcastPublisher Publisher => new(_parts, _time);

    /// <inheritdoc/>
    public async Task<PublishedBroadcastDocument> BroadcastAsync(
        BroadcastDraftDocument draft, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var now = await NowAsync(cancellation).ConfigureAwait(false);
        var id = draft.Id is null ? WorkflowId.New(_time) : BroadcastMapping.ToId(draft.Id);
        var terms = BroadcastMapping.ToTerms(draft, now);
        try
        {
            var receipt = await CallAsync(() => new ValueTask<BroadcastReceipt>(
                Publisher.PublishAsync(id, draft.Name, terms, cancellation))).ConfigureAwait(false);
            return BroadcastMapping.ToDocument(receipt);
        }
        catch (BroadcastRefusedException error)
        {
            throw ApiProblems.Conflict(error.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<BroadcastDocument> GetBroadcastAsync(string id, TimeSpan wait, CancellationToken cancellation)
    {
        var broadcast = BroadcastMapping.ToId(id);
        if (wait > ApiLimits.MaxResultWait) wait = ApiLimits.MaxResultWait;
        var waiter = new BroadcastWaiter(_parts, _time);
        var report = await CallAsync(() => new ValueTask<BroadcastReport?>(
            waiter.WaitAsync(broadcast, wait, cancellation))).ConfigureAwait(false);
        return BroadcastMapping.ToDocument(
            report ?? throw ApiProblems.NotFound($"There is no broadcast {broadcast}."));
    }

    /// <inheritdoc/>
    public async Task<BroadcastListDocument> ListBroadcastsAsync(
        string? state, string? cursor, int? limit, CancellationToken cancellation)
    {
        var filter = new WorkflowFilter
        {
            Broadcast = true, State = state is null ? null : WorkflowStates.Parse("state", state),
        };
        var page = await CallAsync(
            () => _parts.Query.ListWorkflowsAsync(filter, cursor, ToLimit(limit), cancellation)).ConfigureAwait(false);
        var items = page.Items.Select(broadcast => BroadcastMapping.ToDocument(
            broadcast, broadcast.Jobs.ToDictionary(count => count.Key, count => (long)count.Value)));
        return new BroadcastListDocument([.. items], page.Next);
    }
}
