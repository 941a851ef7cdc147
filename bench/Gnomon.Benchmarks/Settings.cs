using System.Text;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Redis;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gnomon.Benchmarks;

/// <summary>What every measurement needs: where jobs are stored and what they look like.</summary>
/// <param name="Store">The store's URL.</param>
/// <param name="Payload">Bytes of arguments.</param>
/// <param name="Durability">When the local store acknowledges.</param>
internal sealed record Settings(string Store, int Payload, LocalDurability Durability)
{
    public const string Handler = "bench";

    private const string LocalScheme = "local:";

    private readonly JobSpec _spec = new()
    {
        Handler = Handler, Args = Encoding.UTF8.GetBytes($"\"{new string('x', Math.Max(0, Payload - 2))}\""),
    };

    public bool IsMemory => Store == LocalScheme;

    public JobDraft NewDraft() => new(JobId.New(TimeProvider.System), _spec);

    public JobDraft[] NewDrafts(int count)
    {
        var drafts = new JobDraft[count];
        for (var i = 0; i < count; i++) drafts[i] = NewDraft();
        return drafts;
    }

    /// <summary>The namespace on a Redis server, or null for another store.</summary>
    public RedisNamespace? Redis { get; } = RedisStoreOptions.IsRedisUrl(Store) ? new RedisNamespace(Store) : null;

    /// <summary>Says where jobs are stored.</summary>
    public GnomonBuilder Choose(GnomonBuilder gnomon) => Redis is null
        ? gnomon.UseStore(Store, options => options with { Durability = Durability })
        : gnomon.UseRedis(Store);

    /// <summary>Empties the store: the folder of a local one, the namespace of one on Redis.</summary>
    public async Task CleanAsync()
    {
        if (Redis is not null) await Redis.CleanAsync();
        else if (Store.StartsWith(LocalScheme, StringComparison.Ordinal) && Store.Length > LocalScheme.Length
            && Directory.Exists(Store[LocalScheme.Length..]))
            Directory.Delete(Store[LocalScheme.Length..], recursive: true);
    }

    /// <summary>Starts a host on the store, with a worker when a handler is given.</summary>
    public async Task<IHost> StartAsync(JobDelegate? handler = null, int concurrency = 100)
    {
        var host = Build(
            gnomon =>
            {
                if (handler is null) return;
                gnomon.AddHandler(Handler, handler).AddWorker(worker => worker with { Concurrency = concurrency });
            },
            TimeProvider.System);
        await host.StartAsync();
        return host;
    }

    /// <summary>Makes a host on the store, which is not started.</summary>
    public IHost Build(Action<GnomonBuilder> configure, TimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(time);
        builder.Services.AddGnomon(gnomon =>
        {
            Choose(gnomon);
            configure(gnomon);
        });
        return builder.Build();
    }
}
