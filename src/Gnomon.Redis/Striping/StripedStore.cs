using Gnomon.Jobs;
using Gnomon.Redis.Deployment;
using Gnomon.Store;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Striping;

/// <summary>A store over several stripes, each of which is a whole store in one hash slot. A queue with all its jobs and
/// schedules is in one of them; what concerns several is put together here.</summary>
internal sealed partial class StripedStore : IJobStore, IJobQuery, IAsyncDisposable
{
    /// <summary>Jobs and schedules of which it is remembered where they are.</summary>
    private const int MaxPlaces = 200_000;

    private readonly StripeMap _map;
    private readonly StripeRules _rules;
    private readonly RedisLink? _shared;
    private readonly RedisStore[] _stripes;
    private readonly AwayStripes _away;

    /// <summary>Where the jobs are that were handed out here.</summary>
    private readonly Places<JobId> _jobs = new(MaxPlaces);

    /// <summary>Where schedules are that were asked for here.</summary>
    private readonly Places<string> _schedules = new(MaxPlaces);

    private readonly TimeProvider _time;
    private int _firstToSweep;
    private long _lookedAt;

    /// <summary>Makes a store from options that have been checked.</summary>
    public StripedStore(RedisStoreOptions options)
    {
        _time = options.Clock ?? TimeProvider.System;
        _map = new StripeMap(options.Stripes, options.TagOfQueue);
        _rules = new StripeRules(_map);
        // The slots of a cluster are on several nodes, and move; elsewhere one connection serves them all.
        var isSpread = options.Discovery?.Deployment == RespDeployment.Cluster;
        _shared = isSpread ? null : new RedisLink(options);
        _stripes = [.. Enumerable.Range(0, options.Stripes).Select(stripe =>
        {
            var own = options with { Stripe = stripe };
            return new RedisStore(own, _shared ?? new RedisLink(own), ownsLink: _shared is null);
        })];
        _away = new AwayStripes(
            _stripes.Length,
            async stripe => await _stripes[stripe].ReadEndAsync(CancellationToken.None).ConfigureAwait(false));
        Parts = new StoreParts(this, this, Home.Parts.Wake, Home.Parts.Cluster);
    }

    /// <summary>Its four contracts. Nodes, leadership and hints are those of the home stripe.</summary>
    public StoreParts Parts { get; }

    /// <summary>The stripe that every namespace has.</summary>
    private RedisStore Home => _stripes[0];

    public async Task<StoreDescription> InitializeAsync(CancellationToken cancellation)
    {
        var description = await Home.InitializeAsync(cancellation).ConfigureAwait(false);
        var others = await Task.WhenAll(_stripes.Skip(1).Select(stripe => stripe.InitializeStripeAsync(cancellation)))
            .ConfigureAwait(false);
        // The nodes of a cluster may keep what they have in different ways: the worst of them counts, so all are told.
        return description with
        {
            Acknowledged = $"{description.Acknowledged} The namespace has {_stripes.Length} stripes.",
            LossWindow = string.Join(
                ' ', others.OfType<StoreDescription>().Prepend(description).Select(one => one.LossWindow).Distinct()),
        };
    }

    public ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        JobRules.CheckName("queue", change.Queue);
        return Of(change.Queue).SetQueueAsync(change, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stripe in _stripes) await stripe.DisposeAsync().ConfigureAwait(false);
        if (_shared is not null) await _shared.DisposeAsync().ConfigureAwait(false);
    }

    private RedisStore Of(string queue) => _stripes[_map.Of(queue)];

    /// <summary>Asks all stripes at once.</summary>
    private Task<T[]> AllAsync<T>(Func<RedisStore, ValueTask<T>> ask) =>
        Task.WhenAll(_stripes.Select(stripe => ask(stripe).AsTask()));

    /// <summary>Asks where something is thought to be, and everywhere when it is not there.</summary>
    /// <param name="place">Where it is thought to be; null when nobody knows.</param>
    /// <param name="ask">Asks one stripe.</param>
    /// <param name="isFound">Whether it has answered for the thing itself.</param>
    private async ValueTask<T> FindAsync<T>(int? place, Func<RedisStore, ValueTask<T>> ask, Func<T, bool> isFound)
    {
        if (place is { } known && await ask(_stripes[known]).ConfigureAwait(false) is var answer && isFound(answer))
            return answer;
        var asked = Array.ConvertAll(_stripes, stripe => ask(stripe).AsTask());
        StoreException? failure = null;
        await foreach (var task in Task.WhenEach(asked).ConfigureAwait(false))
            try
            {
                if (await task.ConfigureAwait(false) is var found && isFound(found)) return found;
            }
            catch (StoreException error)
            {
                // What another stripe has is found all the same.
                failure ??= error;
            }

        return failure is null ? await asked[0].ConfigureAwait(false) : throw failure;
    }

    /// <summary>The one of two moments that comes first, each with the clock that it is by: the nodes of a cluster have
    /// clocks of their own.</summary>
    private static (DateTimeOffset? Due, DateTimeOffset? Now) Sooner(
        (DateTimeOffset? Due, DateTimeOffset? Now) one, (DateTimeOffset? Due, DateTimeOffset? Now) other)
    {
        if (other.Due is null) return one with { Now = one.Now ?? other.Now };
        if (one.Due is null) return other;
        return other.Due - other.Now < one.Due - one.Now ? other : one;
    }

    /// <summary>The earlier of two instants, if any.</summary>
    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
