using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Deployment;

/// <summary>The connection to the server that has the data, wherever that is now.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
    /// <summary>The longest wait between two attempts where the data move to another server by themselves.</summary>
    private static readonly TimeSpan DiscoveryBackoffCap = TimeSpan.FromMilliseconds(500);

    private readonly RedisStoreOptions _options;
    private readonly RedisLocator? _locator;
    private long _generation;
    private string? _last;

    public RedisLink(RedisStoreOptions options)
    {
        _options = options;
        _locator = RedisLocator.Of(options, Moved);
        Connection = RespConnection.Start(Options(options.Server) with { PrepareAsync = PrepareAsync });
        Replicas = new ReplicaWait(options, this);
    }

    public RespConnection Connection { get; }

    /// <summary>Waits for the replicas of the server, for all who use the connection.</summary>
    public ReplicaWait Replicas { get; }

    /// <summary>Counts the connections that were made: equal before and after means that it was one.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>Begins to listen for moves.</summary>
    public void Start() => _locator?.Start();

    /// <summary>Makes one attempt at a connection of its own, for the check at the start.</summary>
    /// <exception cref="WireException">It failed.</exception>
    public Task<RespConnection> ProbeAsync(CancellationToken cancellation) => RespConnection.ConnectAsync(
        Options(_options.Server) with
        {
            PrepareAsync = (hand, _) =>
            {
                ServerRules.Check(hand.Server, hand.Endpoint, _options);
                return default;
            },
        },
        cancellation);

    /// <summary>Acts upon an error that says that the data are elsewhere.</summary>
    /// <param name="error">What the server answered.</param>
    /// <param name="generation">The connection's, when the command was sent: only that one is given up.</param>
    public void Follow(RespServerException error, long generation)
    {
        if (error.Code is not (RespErrorCodes.Moved or RespErrorCodes.ReadOnly)) return;
        if (Generation != generation) return;
        if (error.Error.Node is { } node)
            _locator?.Hint(node.Host.Length == 0 ? node with { Host = Connection.Endpoint.Host } : node);
        Connection.Reset(error);
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync().ConfigureAwait(false);
        if (_locator is not null) await _locator.DisposeAsync().ConfigureAwait(false);
    }

    private RespOptions Options(RespOptions server)
    {
        if (_locator is not { } locator) return server;
        return server with
        {
            Wire = server.Wire with
            {
                ResolveAsync = locator.FindAsync,
                BackoffCap = server.Wire.BackoffCap < DiscoveryBackoffCap ? server.Wire.BackoffCap : DiscoveryBackoffCap,
            },
        };
    }

    private void Moved(WireEndpoint endpoint)
    {
        if (Connection.Endpoint == endpoint) return;
        Connection.Reset(new StoreException(StoreProblem.Inaccessible, $"{endpoint} is the master now"));
    }

    private async ValueTask PrepareAsync(RespHandshake hand, CancellationToken cancellation)
    {
        ServerRules.Check(hand.Server, hand.Endpoint, _options);
        await ForgetLastAsync(hand, cancellation).ConfigureAwait(false);
        Interlocked.Increment(ref _generation);
    }

    /// <summary>Ends the connection before this one at the server. What it sent and the server has not read yet must not be
    /// carried out after it has been sent again here. Number and address together find no connection but that one, on
    /// whatever server.</summary>
    private async ValueTask ForgetLastAsync(RespHandshake hand, CancellationToken cancellation)
    {
        try
        {
            if (_last is { } last)
            {
                using var kill = RespCommand.Create("CLIENT"u8).Add("KILL")
                    .Add("ID").Add(Word(last, "id=")).Add("ADDR").Add(Word(last, "addr="));
                await hand.ExecuteAsync(kill, RespParsers.Any, cancellation).ConfigureAwait(false);
            }

            using var own = RespCommand.Create("CLIENT"u8).Add("INFO");
            _last = await hand.ExecuteAsync(own, RespParsers.Text, cancellation).ConfigureAwait(false);
        }
        catch (RespServerException)
        {
            // The user may not. A server that stood still for long may then carry out twice what was on its way.
            _last = null;
        }
    }

    private static string Word(string info, string name) =>
        info.Split(' ').First(word => word.StartsWith(name, StringComparison.Ordinal))[name.Length..];
}
