using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Redis;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>What limits cost on the server: counted in the commands it carries out and in the keys it keeps.</summary>
public sealed class RedisLimitTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly FakeTime _time = new();
    private RedisServer _server = null!;
    private RespConnection _connection = null!;
    private RedisStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        var server = new RespOptions
        {
            Wire = new WireOptions { Endpoint = new WireEndpoint("127.0.0.1", _server.Port) },
        };
        _connection = RespConnection.Start(server);
        _store = new RedisStore(new RedisStoreOptions { Server = server, Clock = _time });
        await _store.InitializeAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Claim_costs_the_same_however_many_jobs_are_held_back()
    {
        await LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        await AddAsync(10, "busy");
        Assert.Single(await ClaimAsync());
        await AddAsync(1, "other");
        var few = await CountAsync(async () => Assert.Single(await ClaimAsync()));
        await AddAsync(5000, "busy");
        await AddAsync(1, "another");
        Assert.Equal(few, await CountAsync(async () => Assert.Single(await ClaimAsync())));
    }

    [Fact]
    public async Task Claim_of_a_queue_with_a_limit_and_a_rate_looks_at_the_list_once()
    {
        await LimitAsync(new QueueLimits { Concurrency = 1000, Rate = new RateLimit(1000, TimeSpan.FromSeconds(1)) });
        await AddAsync(320, null);
        await ClaimAsync(10);
        var few = await CountAsync(async () => Assert.Equal(10, (await ClaimAsync(10)).Count));
        Assert.Equal(few, await CountAsync(async () => Assert.Equal(100, (await ClaimAsync(100)).Count)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_call_moves_a_slice_of_what_other_limits_move(bool isStrict)
    {
        var limits = new QueueLimits { PerKeyConcurrency = 1, StrictOrder = isStrict };
        await AddAsync(9_000, "a");
        var first = await CountAsync(() => LimitAsync(limits));
        await LimitAsync(QueueLimits.None);
        while ((await _store.SweepAsync(1000, Cancellation)).More)
        {
        }

        await AddAsync(18_000, "b");
        // With twice as many jobs a slice is as much work as before, but for the lane that is there by then.
        Assert.InRange(await CountAsync(() => LimitAsync(limits)), 1, first + 20);
    }

    [Fact]
    public async Task Changed_limit_reaches_every_one_of_many_lanes()
    {
        const int Keys = 10_000;
        await LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        foreach (var part in Enumerable.Range(0, 2 * Keys).Chunk(JobLimits.MaxBatch))
            await _store.EnqueueAsync(
                [
                    .. part.Select(i => new JobDraft(
                        JobId.New(_time), new JobSpec { Handler = "work", LimitKey = $"key-{i % Keys}" })),
                ],
                Cancellation);
        await ClaimUntilNoneMayGoAsync(Keys);
        await LimitAsync(new QueueLimits { PerKeyConcurrency = 2 });
        await ClaimUntilNoneMayGoAsync(Keys);
    }

    [Fact]
    public async Task Nothing_is_left_of_lanes_when_their_jobs_have_ended_and_their_rates_forgot()
    {
        var rate = new RateLimit(1, TimeSpan.FromSeconds(10));
        await LimitAsync(new QueueLimits { PerKeyConcurrency = 1, PerKeyRate = rate, StrictOrder = true });
        for (var i = 0; i < 50; i++) await AddAsync(2, $"key-{i}", node: i % 2 == 0 ? "n1" : null);
        await RunAllAsync();
        Assert.NotEmpty(await KeysAsync());
        _time.Advance(rate.Per);
        await RunAllAsync();
        _time.Advance(rate.Per);
        await ClaimAsync();
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task Nothing_is_left_of_limits_that_are_cleared()
    {
        await LimitAsync(new QueueLimits
        {
            Concurrency = 50, Rate = new RateLimit(500, TimeSpan.FromSeconds(10), Kind: RateKind.SlidingWindow),
            PerKeyRate = new RateLimit(100, TimeSpan.FromHours(1), Kind: RateKind.SlidingWindow), StrictOrder = true,
        });
        for (var i = 0; i < 20; i++) await AddAsync(2, $"key-{i}");
        await RunAllAsync();
        await AddAsync(20, "held");
        await LimitAsync(QueueLimits.None);
        await RunAllAsync();
        while ((await _store.SweepAsync(1000, Cancellation)).More)
        {
        }

        Assert.Empty(await KeysAsync());
        Assert.Equal(0, await NumberAsync("HLEN", "{gnomon}:q"));
        Assert.Equal(0, await NumberAsync("SCARD", "{gnomon}:sorting"));
    }

    private async Task LimitAsync(QueueLimits limits) =>
        await _store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, Limits: limits), Cancellation);

    private async Task AddAsync(int count, string? key, string? node = null)
    {
        var drafts = Enumerable.Range(0, count).Select(_ => new JobDraft(
            JobId.New(_time), new JobSpec { Handler = "work", LimitKey = key, Node = node }));
        foreach (var part in drafts.Chunk(JobLimits.MaxBatch)) await _store.EnqueueAsync(part, Cancellation);
    }

    private async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int max = 1000) =>
        (await _store.ClaimAsync(new ClaimRequest("n1", [JobLimits.DefaultQueue], max, Lease), Cancellation)).Jobs;

    /// <summary>Claims as long as the answer asks to be called again at once.</summary>
    private async Task ClaimUntilNoneMayGoAsync(int expected)
    {
        while (true)
        {
            var answer = await _store.ClaimAsync(
                new ClaimRequest("n1", [JobLimits.DefaultQueue], 1000, Lease), Cancellation);
            expected -= answer.Jobs.Count;
            if (answer.Jobs.Count == 0 && !(answer.NextDue <= _time.GetUtcNow())) break;
        }

        Assert.Equal(0, expected);
    }

    /// <summary>Runs jobs as long as there are any.</summary>
    private async Task RunAllAsync()
    {
        while (await ClaimAsync() is { Count: > 0 } jobs)
            await _store.SettleAsync(
                [.. jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded))], Cancellation);
    }

    /// <summary>How many commands the server carries out meanwhile, those of scripts too.</summary>
    private async Task<long> CountAsync(Func<Task> action)
    {
        await TextAsync("CONFIG", "RESETSTAT");
        await action();
        return (await TextAsync("INFO", "commandstats"))!.Split('\n')
            .Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal))
            .Where(line => !line.StartsWith("cmdstat_config", StringComparison.Ordinal)
                && !line.StartsWith("cmdstat_client", StringComparison.Ordinal)
                && !line.StartsWith("cmdstat_ping", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture));
    }

    /// <summary>The keys of limits; the names of all of them begin with an l.</summary>
    private async Task<string?[]> KeysAsync()
    {
        using var command = RespCommand.Create("KEYS").Add("{gnomon}:l?*:*");
        return await _connection.ExecuteAsync(command, RespParsers.Texts, Cancellation);
    }

    private async Task<string?> TextAsync(string name, string argument)
    {
        using var command = RespCommand.Create(name).Add(argument);
        return await _connection.ExecuteAsync(command, RespParsers.Text, Cancellation);
    }

    private async Task<long> NumberAsync(string name, string key)
    {
        using var command = RespCommand.Create(name).Add(key);
        return await _connection.ExecuteAsync(command, RespParsers.Int64, Cancellation);
    }
}
