using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Deployment;

/// <summary>Knows who knows where the server with the data is.</summary>
internal abstract class RedisLocator : IAsyncDisposable
{
    /// <summary>The longest time for one host that is asked: the next one may know.</summary>
    protected static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The locator that the options ask for, or null when they name the server itself.</summary>
    /// <param name="options">The store's.</param>
    /// <param name="onMoved">Told when the data are served elsewhere from now on.</param>
    public static RedisLocator? Of(RedisStoreOptions options, Action<WireEndpoint> onMoved) => options.Discovery switch
    {
        { Deployment: RespDeployment.Sentinel } url => new SentinelLocator(url, onMoved),
        { Deployment: RespDeployment.Cluster } url => new ClusterLocator(url, options.Tag),
        _ => null,
    };

    /// <summary>Begins to listen for moves, where the deployment tells of them.</summary>
    public virtual void Start()
    {
    }

    /// <summary>Asks where the server is. Called before each attempt to connect.</summary>
    /// <exception cref="WireException">Nobody knows; the message says who was asked and what they said.</exception>
    public abstract ValueTask<WireEndpoint> FindAsync(CancellationToken cancellation);

    /// <summary>Notes what a server said that no longer has the data.</summary>
    public virtual void Hint(WireEndpoint endpoint)
    {
    }

    public virtual ValueTask DisposeAsync() => default;

    /// <summary>Asks one host one question.</summary>
    protected static async ValueTask<T> AskAsync<T>(
        RespOptions options, string[] question, RespParser<object?, T> parser, CancellationToken cancellation)
    {
        var quick = options.Wire.ConnectTimeout < AskTimeout ? options.Wire.ConnectTimeout : AskTimeout;
        var asking = options with { Wire = options.Wire with { ConnectTimeout = quick, CommandTimeout = quick } };
        var connection = await RespConnection.ConnectAsync(asking, cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using var command = RespCommand.Create(question[0]);
            foreach (var word in question.AsSpan(1)) command.Add(word);
            return await connection.ExecuteAsync(command, parser, cancellation).ConfigureAwait(false);
        }
    }
}
