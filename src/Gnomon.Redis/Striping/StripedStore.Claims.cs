using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Redis.Messages;
using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>What happens to attempts.</summary>
internal sealed partial class StripedStore
{
    /// <summary>What was answered to settlements whose call failed in another stripe: they are sent again, and must not
    /// look stale then. A call that is never sent again leaves its entries, so that they are bounded.</summary>
    private const int MaxAnswersKept = 10_000;

    private readonly ConcurrentDictionary<AttemptToken, SettleOutcome> _settled = new();

    public async ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (jobs, effects) = (new List<ClaimedJob>(), (WorkflowEffects?)null);
        (DateTimeOffset? Due, DateTimeOffset? Now) next = default;
        StoreException? failure = null;
        var isAnswered = false;
        // Where all are away, the caller is to hear of it.
        var mayPassOver = !request.Queues.All(queue => _away.Has(_map.Of(queue)));
        for (var from = 0; from < request.Queues.Count && jobs.Count < request.Max;)
        {
            var stripe = _map.Of(request.Queues[from]);
            var to = from + 1;
            while (to < request.Queues.Count && _map.Of(request.Queues[to]) == stripe) to++;
            var part = request with
            {
                Queues = [.. request.Queues.Skip(from).Take(to - from)], Max = request.Max - jobs.Count,
            };
            from = to;
            if (mayPassOver && _away.Has(stripe)) continue;
            try
            {
                var answer = await _stripes[stripe].ClaimAsync(part, cancellation).ConfigureAwait(false);
                foreach (var job in answer.Jobs) _jobs.Note(job.Token.Job, stripe);
                jobs.AddRange(answer.Jobs);
                next = Sooner(next, (answer.NextDue, answer.StoreNow));
                effects = EffectsMessage.Join(effects, answer.Effects);
                isAnswered = true;
            }
            catch (StoreException error)
            {
                // What the others hand out is run all the same.
                failure ??= error;
                _away.Note(stripe);
            }
            catch (OperationCanceledException) when (jobs.Count > 0)
            {
                break;
            }
        }

        if (failure is not null && (!isAnswered || (jobs.Count == 0 && effects is null))) throw failure;
        return new ClaimAnswer(jobs, next.Due) { Effects = effects, StoreNow = next.Now };
    }

    public async ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(renewals);
        var outcomes = new RenewOutcome[renewals.Count];
        Array.Fill(outcomes, RenewOutcome.Lost);
        await SpreadAsync(
            renewals, Enumerable.Range(0, renewals.Count), renewal => _jobs.Find(renewal.Token.Job),
            (stripe, part) => stripe.RenewAsync(part, cancellation),
            (place, _, outcome) =>
            {
                if (outcome != RenewOutcome.Lost) outcomes[place] = outcome;
            }).ConfigureAwait(false);
        return outcomes;
    }

    public async ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settlements);
        SettleMessage.Check(settlements);
        var outcomes = new SettleOutcome[settlements.Count];
        var open = new List<int>();
        for (var i = 0; i < outcomes.Length; i++)
            if (!_settled.TryRemove(settlements[i].Token, out outcomes[i]))
                open.Add(i);
        var failure = await SpreadAsync(
            settlements, open, settlement => _jobs.Find(settlement.Token.Job),
            (stripe, part) => stripe.SettleAsync(part, cancellation),
            (place, _, outcome) =>
            {
                if (outcome.Applied) outcomes[place] = outcome;
            },
            throws: false).ConfigureAwait(false);
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (failure is null) _jobs.Forget(settlements[i].Token.Job);
            else if (outcomes[i].Applied && _settled.Count < MaxAnswersKept) _settled[settlements[i].Token] = outcomes[i];
        }

        if (failure is not null) throw failure;
        return outcomes;
    }

    /// <summary>Sends each item to the stripe of its job, or to all when that is not known: to the others it is nothing.
    /// </summary>
    /// <param name="items">All items.</param>
    /// <param name="places">Which of them are sent.</param>
    /// <param name="find">Where an item's job is; null when nobody knows.</param>
    /// <param name="send">Sends items to one stripe.</param>
    /// <param name="take">Takes an answer: the item's place, the stripe, the answer. Not called at the same time.</param>
    /// <param name="throws">Whether a failure is thrown and not answered.</param>
    private async Task<StoreException?> SpreadAsync<T, TAnswer>(
        IReadOnlyList<T> items, IEnumerable<int> places, Func<T, int?> find,
        Func<RedisStore, IReadOnlyList<T>, ValueTask<IReadOnlyList<TAnswer>>> send, Action<int, int, TAnswer> take,
        bool throws = true)
    {
        var parts = new List<int>[_stripes.Length];
        foreach (var place in places)
        {
            var known = find(items[place]);
            for (var k = known ?? 0; k <= (known ?? (_stripes.Length - 1)); k++) (parts[k] ??= []).Add(place);
        }

        var sent = new Task<IReadOnlyList<TAnswer>>?[_stripes.Length];
        for (var k = 0; k < sent.Length; k++)
            if (parts[k] is { } part)
                sent[k] = send(_stripes[k], [.. part.Select(place => items[place])]).AsTask();
        StoreException? failure = null;
        for (var k = 0; k < sent.Length; k++)
        {
            if (sent[k] is not { } task) continue;
            try
            {
                var answers = await task.ConfigureAwait(false);
                for (var i = 0; i < answers.Count; i++) take(parts[k][i], k, answers[i]);
            }
            catch (StoreException error)
            {
                failure ??= error;
            }
        }

        return failure is not null && throws ? throw failure : failure;
    }
}
