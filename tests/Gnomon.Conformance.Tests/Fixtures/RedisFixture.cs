using Gnomon.Hosting;
using Gnomon.Redis;
using Gnomon.Redis.Striping;
using Gnomon.Store;
using Gnomon.Testing.Conformance;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;

namespace Gnomon.Conformance.Tests.Fixtures;

/// <summary>The store on a redis-server that all cases share, each in a namespace of its own.</summary>
/// <param name="stripes">Over how many hash slots each is spread.</param>
internal sealed class RedisFixture(int stripes = 1) : IStoreFixture
{
    /// <summary>What the names of all queues are taken to begin with: of four stripes the default queue is then in the last
    /// one, and not in the home stripe, which needs no proof of its own.</summary>
    private const string Before = "y";

    private static readonly Lazy<Task<RedisServer>> Server = new(StartAsync);

    private readonly string _namespace = $"case-{Guid.NewGuid():N}";
    private TimeProvider? _time;
    private EngineStore? _store;
    private bool _isTogether;

    public string Name => stripes == 1 ? "redis" : $"redis, {stripes} stripes";

    public bool IsDurable => true;

    public bool EndsClaims => false;

    public TimeSpan Resolution => TimeSpan.FromMicroseconds(1);

    public bool IsStriped => stripes > 1;

    public bool AreQueuesTogether => stripes == 1 || _isTogether;

    public void KeepQueuesTogether() => _isTogether = true;

    public async Task<StoreParts> OpenAsync(TimeProvider time, CancellationToken cancellation)
    {
        _time = time;
        return Open(await Server.Value.WaitAsync(cancellation));
    }

    public async Task<StoreParts> ReopenAsync(CancellationToken cancellation)
    {
        await _store!.Owner.DisposeAsync();
        return Open(await Server.Value);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.Owner.DisposeAsync();
    }

    private static async Task<RedisServer> StartAsync()
    {
        var server = await RedisServer.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait();
        return server;
    }

    private StoreParts Open(RedisServer server)
    {
        _store = RedisStore.Open(new RedisStoreOptions
        {
            Server = new RespOptions
            {
                Wire = new WireOptions { Endpoint = new WireEndpoint("127.0.0.1", server.Port) },
            },
            Namespace = _namespace,
            Clock = _time,
            Stripes = stripes,
            TagOfQueue = queue => _isTogether ? Before : Before + StripeMap.TagOf(queue),
        });
        return _store.Parts;
    }
}
