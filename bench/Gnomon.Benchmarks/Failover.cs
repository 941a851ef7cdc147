using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Gnomon.Jobs;
using Gnomon.Redis;
using Gnomon.Store;
using Shared.Servers;

namespace Gnomon.Benchmarks;

/// <summary>Kills a master under load, lets Sentinels promote one of two replicas, and counts the jobs that were acknowledged
/// and are not there any more.</summary>
/// <param name="lag">For how long before the crash nothing reaches the replicas, as when the machine goes down with its
/// network. A process that is killed alone leaves what it has sent to the system, which delivers it.</param>
internal sealed class Failover(int rounds, int waitReplicas, int callers, int seed, TimeSpan lag)
{
    private const int JobsBefore = 5000;
    private const int JobsAfter = 2000;
    private const int Readers = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly JobSpec _spec = new() { Handler = Settings.Handler, Args = Encoding.ASCII.GetBytes("\"payload\"") };
    private readonly Random _random = new(seed);
    private readonly List<double> _lostPerRound = [];
    private readonly List<double> _resumed = [];
    private readonly List<double> _windows = [];
    private long _acknowledgedInAll;
    private long _failed;

    public async Task<FailoverReport> RunAsync(CancellationToken cancellation)
    {
        for (var round = 0; round < rounds; round++) await RoundAsync(cancellation);
        return new FailoverReport(
            rounds, waitReplicas, lag.TotalMilliseconds, callers, _acknowledgedInAll, (long)_lostPerRound.Sum(),
            (long)_lostPerRound.Max(), _lostPerRound.Count(lost => lost > 0), _windows.Max(), _resumed.Max(), _failed);
    }

    private static double Milliseconds(long ticks) => 1000.0 * ticks / TimeProvider.System.TimestampFrequency;

    private async Task RoundAsync(CancellationToken cancellation)
    {
        await using var group = await RedisSentinels.StartAsync(replicas: 2);
        await using var network = new FaultProxy(group.Master.Port);
        foreach (var replica in group.Replicas)
        {
            await RedisCli.RunAsync(
                replica.Port, "REPLICAOF", "127.0.0.1", network.Port.ToString(CultureInfo.InvariantCulture));
            await RedisCli.UntilAsync(replica.Port, text => text.Contains("connected"), "ROLE");
        }

        var hosts = string.Join(',', group.Sentinels.Select(one => $"127.0.0.1:{one.Port}"));
        await using var store = new RedisStore(RedisStoreOptions.Parse(
            $"redis-sentinel://{hosts}/{RedisSentinels.Service}?patience=60s&wait-timeout=4s&wait-replicas={waitReplicas}"));
        await store.InitializeAsync(cancellation);
        var acknowledged = new ConcurrentDictionary<JobId, long>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var load = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            () => LoadAsync(store, acknowledged, stop.Token), cancellation)));
        await MoreAsync(acknowledged, JobsBefore, cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(500)), TimeProvider.System, cancellation);
        if (lag > TimeSpan.Zero)
        {
            network.ToClient = (_, _) => ProxyFault.Hold;
            await Task.Delay(lag, TimeProvider.System, cancellation);
            network.Refuses = true;
            network.DropAll();
        }

        await group.Master.KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        await group.PromotedAsync();
        var promoted = TimeProvider.System.GetTimestamp();
        await MoreAsync(acknowledged, 1, cancellation);
        _resumed.Add(TimeProvider.System.GetElapsedTime(promoted).TotalSeconds);
        await MoreAsync(acknowledged, JobsAfter, cancellation);
        await stop.CancelAsync();
        await load;
        await CheckAsync(store, acknowledged, killed, cancellation);
    }

    private async Task LoadAsync(RedisStore store, ConcurrentDictionary<JobId, long> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var draft = new JobDraft(JobId.New(TimeProvider.System), _spec);
            try
            {
                await store.EnqueueAsync([draft], CancellationToken.None);
                acknowledged[draft.Id] = TimeProvider.System.GetTimestamp();
            }
            catch (StoreException)
            {
                Interlocked.Increment(ref _failed);
            }
        }
    }

    private async Task CheckAsync(
        RedisStore store, ConcurrentDictionary<JobId, long> acknowledged, long killed, CancellationToken cancellation)
    {
        var lost = new ConcurrentBag<long>();
        await Parallel.ForEachAsync(
            acknowledged, new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellation },
            async (job, token) =>
            {
                if (await store.GetJobAsync(job.Key, token) is null) lost.Add(job.Value);
            });
        _acknowledgedInAll += acknowledged.Count;
        _lostPerRound.Add(lost.Count);
        _windows.Add(lost.IsEmpty ? 0 : Math.Max(0, Milliseconds(killed - lost.Min())));
    }

    private static async Task MoreAsync(
        ConcurrentDictionary<JobId, long> acknowledged, int count, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        for (var wanted = acknowledged.Count + count; acknowledged.Count < wanted;)
            await Task.Delay(Look, TimeProvider.System, limit.Token);
    }
}
