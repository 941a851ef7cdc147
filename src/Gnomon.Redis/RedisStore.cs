using Gnomon.Jobs;
using Gnomon.Redis.Deployment;
using Gnomon.Redis.Messages;
using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis;

/// <summary>The store on Redis: each method is one script, so that it happens wholly or not at all.</summary>
public sealed partial class RedisStore : IJobStore, IJobQuery, IAsyncDisposable
{
    private readonly RedisStoreOptions _options;
    private readonly RedisLink _link;
    private readonly bool _ownsLink;
    private readonly ScriptRunner _scripts;
    private readonly EnqueueGatherer _enqueues;
    private readonly RedisWake _wake;
    private readonly ClaimedPlaces _places = new();
    private readonly RespParser<RedisRequest, ClaimAnswer> _readClaim;

    /// <summary>Makes a store over one stripe. It connects when it is initialised, and again whenever the connection
    /// breaks.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or there are several stripes: see
    /// <see cref="Open"/>.</exception>
    public RedisStore(RedisStoreOptions options)
        : this(Checked(options), new RedisLink(options), ownsLink: true)
    {
    }

    /// <summary>Makes one stripe of a store.</summary>
    /// <param name="options">The store's, with the number of the stripe.</param>
    /// <param name="link">Its connection.</param>
    /// <param name="ownsLink">Whether the connection is its own, to be checked and closed.</param>
    internal RedisStore(RedisStoreOptions options, RedisLink link, bool ownsLink)
    {
        (_options, _link, _ownsLink) = (options, link, ownsLink);
        _scripts = new ScriptRunner(options, _link);
        _wake = new RedisWake(options, _link.Connection);
        _enqueues = new EnqueueGatherer(_scripts);
        _readClaim = (ref reader, request) => ClaimMessage.Read(ref reader, request.Nonce.Span, _places);
        Parts = new StoreParts(this, this, _wake, new RedisCluster(_scripts));
    }

    /// <summary>Its four contracts.</summary>
    public StoreParts Parts { get; }

    /// <inheritdoc/>
    public async Task<StoreDescription> InitializeAsync(CancellationToken cancellation)
    {
        var description = await new StartUpCheck(_options, _link).RunAsync(cancellation).ConfigureAwait(false);
        _link.Start();
        try
        {
            await _wake.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (WireException error)
        {
            throw RedisFailure.Of(error);
        }
        catch (RespServerException error)
        {
            throw RedisFailure.Of(error, _link.Connection.Endpoint);
        }

        await CheckStripesAsync(cancellation).ConfigureAwait(false);
        return description;
    }

    /// <summary>Makes a further stripe ready for use.</summary>
    /// <returns>What its server promises; null when that is the server of the home stripe.</returns>
    internal async Task<StoreDescription?> InitializeStripeAsync(CancellationToken cancellation)
    {
        if (!_ownsLink) return null;
        var description = await new StartUpCheck(_options, _link).RunAsync(cancellation).ConfigureAwait(false);
        _link.Start();
        return description;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        if (drafts.Count == 0) return [];
        return await _enqueues.AddAsync(drafts, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _scripts.ChangeAsync(
            RedisScript.Claim, request, static (writer, claim) =>
            {
                writer.Array(4);
                writer.Text(claim.Node);
                writer.Array(claim.Queues.Count);
                foreach (var queue in claim.Queues) writer.Text(queue);
                writer.Number(claim.Max);
                writer.Number(RedisTime.Micros(claim.Lease));
            },
            _readClaim, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(renewals);
        if (renewals.Count == 0) return [];
        var answer = await _scripts.ChangeAsync(
            RedisScript.Renew, (Renewals: renewals, Places: _places),
            static (writer, body) => AttemptMessage.Write(writer, body.Renewals, body.Places), cancellation)
            .ConfigureAwait(false);
        var reader = new MessageReader(answer);
        return PageMessage.ReadItems(ref reader, static (ref reader) => (RenewOutcome)reader.Number());
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settlements);
        SettleMessage.Check(settlements);
        if (settlements.Count == 0) return [];
        var message = new SettleMessage(settlements, _places);
        var answer = await _scripts.ChangeAsync(
            RedisScript.Settle, message, static (writer, settle) => settle.Write(writer), cancellation)
            .ConfigureAwait(false);
        return message.Read(answer);
    }

    /// <inheritdoc/>
    public async ValueTask<ControlAnswer> ControlAsync(ControlRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new ControlMessage(request);
        var answer = await _scripts.ChangeAsync(
            RedisScript.Control, message, static (writer, control) => control.Write(writer), cancellation)
            .ConfigureAwait(false);
        return ControlMessage.Read(answer);
    }

    /// <inheritdoc/>
    public async ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        JobRules.CheckName("queue", change.Queue);
        if (change.Limits is not null) LimitRules.Check(change.Limits);
        await _scripts.ChangeAsync(RedisScript.SetQueue, change, QueueMessage.Write, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var answer = await _scripts.ChangeAsync(
            RedisScript.Sweep, max, static (writer, most) => writer.Number(most), cancellation).ConfigureAwait(false);
        return SweepMessage.Read(answer);
    }

    /// <summary>Waits for the answers that are owed, and closes the connection.</summary>
    public ValueTask DisposeAsync() => _ownsLink ? _link.DisposeAsync() : default;

    private static RedisStoreOptions Checked(RedisStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Stripes > 1)
            throw new ArgumentException($"Stripes: {options.Stripes} are opened with RedisStore.Open.", nameof(options));
        return options;
    }
}
