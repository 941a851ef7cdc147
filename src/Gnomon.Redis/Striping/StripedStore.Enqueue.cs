using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>New jobs. A call for one stripe is one script there. A call over several is all or none too: what it is about
/// to do is kept first, and carried out by any node's sweep if the caller does not come to it.</summary>
internal sealed partial class StripedStore
{
    /// <summary>How old a call is that others finish: its caller has then given up, or is about to find it done.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromSeconds(5);

    /// <summary>The pause between two looks for such calls: sweeps may come many times a second.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Calls of one stripe that one sweep finishes.</summary>
    private const int MaxFinished = 16;

    public async ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        if (drafts.Count == 0) return [];
        foreach (var draft in drafts) _rules.CheckKey(draft?.Spec);
        var stripes = StripesOf(drafts);
        var own = await WithoutForeignParentsAsync(drafts, stripes, cancellation).ConfigureAwait(false);
        if (Array.TrueForAll(stripes, stripe => stripe == stripes[0]))
            return await _stripes[stripes[0]].EnqueueAsync(own, cancellation).ConfigureAwait(false);
        var specs = DraftCodec.Encode(own, out _);
        var spanning = own.Select((draft, i) => new SpanningDraft(stripes[i], draft, specs[i])).ToList();
        return await RefusalAsync(spanning, cancellation).ConfigureAwait(false)
            ?? await RollForwardAsync(spanning).WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The stripe of each draft. One with the id of an earlier one goes where that is, and is the same job there.
    /// </summary>
    private int[] StripesOf(IReadOnlyList<JobDraft> drafts)
    {
        var stripes = new int[drafts.Count];
        var isOne = true;
        for (var i = 0; i < stripes.Length; i++)
        {
            // What has no queue is refused where it comes to.
            stripes[i] = drafts[i]?.Spec?.Queue is { } queue ? _map.Of(queue) : 0;
            isOne &= stripes[i] == stripes[0];
        }

        if (isOne) return stripes;
        var first = new Dictionary<JobId, int>();
        for (var i = 0; i < stripes.Length; i++)
            if (drafts[i] is { } draft && !first.TryAdd(draft.Id, stripes[i]))
                stripes[i] = first[draft.Id];
        return stripes;
    }

    /// <summary>Asks the stripes of parents whose children go elsewhere: a script there cannot see them. Those that are
    /// stale stay, and are stale for that script too.</summary>
    private async ValueTask<IReadOnlyList<JobDraft>> WithoutForeignParentsAsync(
        IReadOnlyList<JobDraft> drafts, int[] stripes, CancellationToken cancellation)
    {
        JobDraft[]? own = null;
        var places = new Dictionary<AttemptToken, int?>();
        for (var i = 0; i < stripes.Length; i++)
        {
            if (drafts[i]?.Parent is not { } token || _jobs.Find(token.Job) == stripes[i]) continue;
            if (!places.TryGetValue(token, out var place))
                places.Add(token, place = await FindAttemptAsync(token, cancellation).ConfigureAwait(false));
            if (place is null || place == stripes[i]) continue;
            own ??= [.. drafts];
            own[i] = drafts[i] with { Parent = null, Spec = drafts[i].Spec with { Parent = token.Job } };
        }

        return own ?? drafts;
    }

    /// <summary>In which stripe an attempt runs; null when it is stale.</summary>
    private async ValueTask<int?> FindAttemptAsync(AttemptToken token, CancellationToken cancellation)
    {
        var job = await GetJobAsync(token.Job, cancellation).ConfigureAwait(false);
        return job is { State: JobState.Running } && job.Attempt == token.Attempt ? _map.Of(job.Spec.Queue) : null;
    }

    /// <summary>The answer to a call that is refused; null when it is not.</summary>
    private async ValueTask<EnqueueResult[]?> RefusalAsync(
        List<SpanningDraft> drafts, CancellationToken cancellation)
    {
        if (!drafts.Exists(CanBeRefused)) return null;
        var results = new EnqueueResult[drafts.Count];
        await Task.WhenAll(PartsOf(drafts).Select(async part =>
        {
            var answers = await _stripes[part.Key].TryAsync([.. part.Select(i => drafts[i])], cancellation)
                .ConfigureAwait(false);
            foreach (var (place, answer) in part.Zip(answers)) results[place] = answer;
        })).ConfigureAwait(false);
        return Array.Exists(
            results, result => result.Outcome is EnqueueOutcome.Rejected or EnqueueOutcome.StaleAttempt)
            ? results
            : null;
    }

    private static bool CanBeRefused(SpanningDraft one) =>
        one.Draft.Parent is not null
        || one.Draft.Spec is { Key: not null, Unique.OnDuplicate: DuplicateAction.Reject };

    /// <summary>Stores the drafts of a call over several stripes. Once the intent is kept nothing can keep it from being
    /// carried out, so that it is not given up any more.</summary>
    private async Task<EnqueueResult[]> RollForwardAsync(List<SpanningDraft> drafts)
    {
        var intent = Guid.NewGuid();
        var at = await _stripes[drafts[0].Stripe].PutIntentAsync(intent, drafts, CancellationToken.None)
            .ConfigureAwait(false);
        return await CarryOutAsync(intent, at, drafts).ConfigureAwait(false);
    }

    /// <summary>Has every stripe store its drafts, last the one that keeps the intent.</summary>
    private async Task<EnqueueResult[]> CarryOutAsync(Guid intent, DateTimeOffset at, List<SpanningDraft> drafts)
    {
        var results = new EnqueueResult[drafts.Count];
        var keeper = drafts[0].Stripe;
        var parts = PartsOf(drafts).ToList();
        await Task.WhenAll(parts.Where(part => part.Key != keeper).Select(StoreAsync)).ConfigureAwait(false);
        await StoreAsync(parts.Single(part => part.Key == keeper)).ConfigureAwait(false);
        return results;

        async Task StoreAsync(IGrouping<int, int> part)
        {
            var answers = await _stripes[part.Key].CarryOutAsync(
                intent, [.. part.Select(i => drafts[i].At(at))], part.Key == keeper, CancellationToken.None)
                .ConfigureAwait(false);
            foreach (var (place, answer) in part.Zip(answers)) results[place] = answer;
        }
    }

    /// <summary>Finishes the calls whose callers have not come to their end.</summary>
    /// <returns>Whether there were any.</returns>
    private async ValueTask<bool> FinishCallsAsync(CancellationToken cancellation)
    {
        var isAny = false;
        var now = _time.GetTimestamp();
        var last = Interlocked.Read(ref _lookedAt);
        if (last != 0 && _time.GetElapsedTime(last, now) < LookEvery) return false;
        Interlocked.Exchange(ref _lookedAt, now);
        await Task.WhenAll(_stripes.Where((_, stripe) => !_away.Has(stripe)).Select(async stripe =>
        {
            try
            {
                var intents = await stripe.ListIntentsAsync(AbandonedAfter, MaxFinished, cancellation)
                    .ConfigureAwait(false);
                foreach (var (id, at, drafts) in intents)
                {
                    await CarryOutAsync(id, at, drafts).ConfigureAwait(false);
                    isAny = true;
                }
            }
            catch (StoreException)
            {
                // A later sweep comes to it.
            }
        })).ConfigureAwait(false);
        return isAny;
    }

    private static IEnumerable<IGrouping<int, int>> PartsOf(List<SpanningDraft> drafts) =>
        Enumerable.Range(0, drafts.Count).GroupBy(i => drafts[i].Stripe);
}
