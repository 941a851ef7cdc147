using Gnomon.Redis;
using Gnomon.Store;
using Gnomon.Testing.Conformance;

namespace Gnomon.Conformance.Tests.Fixtures;

/// <summary>The store on servers that all cases share, each in a namespace of its own, opened by URL.</summary>
internal abstract class RedisDeploymentFixture : IStoreFixture
{
    private readonly string _namespace = $"case-{Guid.NewGuid():N}";
    private TimeProvider? _time;
    private RedisStore? _store;

    public abstract string Name { get; }

    public bool IsDurable => true;

    public bool EndsClaims => false;

    public TimeSpan Resolution => TimeSpan.FromMicroseconds(1);

    public async Task<StoreParts> OpenAsync(TimeProvider time, CancellationToken cancellation)
    {
        _time = time;
        return Open(await UrlAsync().WaitAsync(cancellation));
    }

    public async Task<StoreParts> ReopenAsync(CancellationToken cancellation)
    {
        await _store!.DisposeAsync();
        return Open(await UrlAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    protected abstract Task<string> UrlAsync();

    private StoreParts Open(string url)
    {
        _store = new RedisStore(RedisStoreOptions.Parse(url) with { Namespace = _namespace, Clock = _time });
        return _store.Parts;
    }
}
