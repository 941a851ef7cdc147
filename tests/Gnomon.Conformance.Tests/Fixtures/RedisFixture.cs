using Gnomon.Redis;
using Gnomon.Store;
using Gnomon.Testing.Conformance;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;

namespace Gnomon.Conformance.Tests.Fixtures;

/// <summary>The store on a redis-server that all cases share, each in a namespace of its own.</summary>
internal sealed class RedisFixture : IStoreFixture
{
    private static readonly Lazy<Task<RedisServer>> Server = new(StartAsync);

    private readonly string _namespace = $"case-{Guid.NewGuid():N}";
    private TimeProvider? _time;
    private RedisStore? _store;

    public string Name => "redis";

    public bool IsDurable => true;

    public bool EndsClaims => false;

    public TimeSpan Resolution => TimeSpan.FromMicroseconds(1);

    public async Task<StoreParts> OpenAsync(TimeProvider time, CancellationToken cancellation)
    {
        _time = time;
        return Open(await Server.Value.WaitAsync(cancellation));
    }

    public async Task<StoreParts> ReopenAsync(CancellationToken cancellation)
    {
        await _store!.DisposeAsync();
        return Open(await Server.Value);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    private static async Task<RedisServer> StartAsync()
    {
        var server = await RedisServer.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait();
        return server;
    }

    private StoreParts Open(RedisServer server)
    {
        _store = new RedisStore(new RedisStoreOptions
        {
            Server = new RespOptions
            {
                Wire = new WireOptions { Endpoint = new WireEndpoint("127.0.0.1", server.Port) },
            },
            Namespace = _namespace,
            Clock = _time,
        });
        return _store.Parts;
    }
}
