using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Redis;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>A server with a namespace over four stripes, and a clock that stands still. By their names, queue default is
/// in stripe 0, b in 1, x in 2 and a in 3.</summary>
internal sealed class StripedServer : IAsyncDisposable
{
    public const int Stripes = 4;

    public static readonly string[] Queues = ["default", "b", "x", "a"];

    private readonly List<EngineStore> _open = [];

    private StripedServer(RedisServer server) => Server = server;

    public RedisServer Server { get; }

    public FakeTime Time { get; } = new();

    public StoreParts Parts { get; private set; } = null!;

    public IJobStore Store => Parts.Store;

    public IJobQuery Query => Parts.Query;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<StripedServer> StartAsync()
    {
        var one = new StripedServer(await RedisServer.StartAsync());
        one.Parts = await one.OpenAsync();
        return one;
    }

    /// <summary>Opens the namespace as a further process does.</summary>
    public async Task<StoreParts> OpenAsync(int stripes = Stripes, int? port = null)
    {
        var engine = RedisStore.Open(Options(port) with { Stripes = stripes });
        _open.Add(engine);
        await engine.Parts.Store.InitializeAsync(Cancellation);
        return engine.Parts;
    }

    /// <summary>One stripe by itself.</summary>
    public RedisStore Stripe(int stripe)
    {
        var options = Options(null) with { Stripes = Stripes, Stripe = stripe };
        var store = new RedisStore(options, new Gnomon.Redis.Deployment.RedisLink(options), ownsLink: true);
        _open.Add(new EngineStore(store.Parts, store, ""));
        return store;
    }

    public JobDraft Draft(string queue, Func<JobSpec, JobSpec>? spec = null)
    {
        var plain = new JobSpec { Handler = "work", Queue = queue };
        return new JobDraft(JobId.New(Time), spec?.Invoke(plain) ?? plain);
    }

    public async Task<IReadOnlyList<EnqueueResult>> AddAsync(params JobDraft[] drafts) =>
        await Store.EnqueueAsync(drafts, Cancellation);

    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int max, params string[] queues) => (await Store.ClaimAsync(
        new ClaimRequest("n", queues, max, TimeSpan.FromSeconds(30)), Cancellation)).Jobs;

    public async Task<List<Job>> ListAsync(JobFilter? filter = null, int limit = 100)
    {
        var (all, cursor) = (new List<Job>(), (string?)null);
        do
        {
            var page = await Query.ListJobsAsync(filter ?? new JobFilter(), cursor, limit, Cancellation);
            Assert.InRange(page.Items.Count, 0, limit);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _open) await engine.Owner.DisposeAsync();
        await Server.DisposeAsync();
    }

    private RedisStoreOptions Options(int? port) => new()
    {
        Server = new RespOptions
        {
            Wire = new WireOptions { Endpoint = new WireEndpoint("127.0.0.1", port ?? Server.Port) },
        },
        Clock = Time,
        Patience = TimeSpan.FromMilliseconds(port is null ? 5000 : 0),
    };
}
