using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Local;

/// <summary>Limits while workers vanish with what they hold, leases are lost and the process is killed: with a journal,
/// that of the store; in memory, that of all workers.</summary>
public sealed class LimitStressTests
{
    private const int Workers = 8;
    private const int Keys = 100;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_queue_limited_to_1_across_8_workers_never_has_two_running(bool withJournal)
    {
        foreach (var seed in Seeds.FromOne(usually: 2))
        {
            var run = new Run(withJournal, seed, new QueueLimits { Concurrency = 1 });
            await run.GoAsync(steps: 1500);
            Assert.True(run.HandedOut > 20 && run.Lost > 5 && run.Killed > 2, $"seed {seed}: {run}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_limited_to_1_across_8_workers_never_has_two_running(bool withJournal)
    {
        foreach (var seed in Seeds.FromOne(usually: 2))
        {
            var run = new Run(withJournal, seed, new QueueLimits { PerKeyConcurrency = 1, StrictOrder = seed % 2 == 0 }, keys: 3);
            await run.GoAsync(steps: 1500);
            Assert.True(run.HandedOut > 20 && run.Lost > 5 && run.Killed > 2, $"seed {seed}: {run}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rate_of_10_a_second_over_100_keys_holds_within_one_bucket(bool withJournal)
    {
        foreach (var seed in Seeds.FromOne(usually: 1))
        {
            var rate = new RateLimit(10, TimeSpan.FromSeconds(1));
            var run = new Run(withJournal, seed, new QueueLimits { PerKeyRate = rate }, Keys) { PerClaim = 60, PerEnqueue = 200 };
            await run.GoAsync(steps: 1500);
            Assert.True(run.HandedOut > 5000 && run.Lost > 5 && run.Killed > 2, $"seed {seed}: {run}");
        }
    }

    /// <summary>Eight workers on one store, and what they may and may not see.</summary>
    private sealed class Run(bool withJournal, int seed, QueueLimits limits, int keys = 0)
    {
        private readonly Random _random = new(seed);
        private readonly FakeTime _time = new();
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<AttemptToken, (string? Key, long LeaseEnd)>[] _held =
            [.. Enumerable.Range(0, Workers).Select(_ => new Dictionary<AttemptToken, (string?, long)>())];

        /// <summary>Of each key, the level of its bucket in tokens times the ticks of a second, and of which instant.
        /// </summary>
        private readonly Dictionary<string, (long Level, long At)> _buckets = [];
        private LocalStore _store = null!;
        private long _waiting;
        private int _steppedAt = -1;

        public int PerClaim { get; init; } = 3;

        public int PerEnqueue { get; init; } = 4;

        public int HandedOut { get; private set; }

        public int Lost { get; private set; }

        public int Killed { get; private set; }

        public override string ToString() => $"{HandedOut} handed out, {Lost} lost, {Killed} times killed";

        public async Task GoAsync(int steps)
        {
            await OpenAsync();
            await _store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, Limits: limits), Cancellation);
            for (var step = 0; step < steps; step++) await StepAsync();
            await _store.DisposeAsync();
            _folder.Dispose();
        }

        private Task StepAsync() => _random.Next(100) switch
        {
            < 10 => EnqueueAsync(),
            < 40 => ClaimAsync(_random.Next(Workers)),
            < 50 => ClaimTogetherAsync(),
            < 75 => SettleAsync(_random.Next(Workers)),
            < 85 => RenewAsync(_random.Next(Workers)),
            < 97 => PassTimeAsync(),
            < 98 => VanishAsync(_random.Next(Workers)),
            _ => KillStoreAsync(),
        };

        private async Task EnqueueAsync()
        {
            if (_waiting > 20L * PerEnqueue) return;
            var drafts = Enumerable.Range(0, PerEnqueue).Select(_ => new JobDraft(JobId.New(_time), new JobSpec
            {
                Handler = "h", LimitKey = keys == 0 ? null : $"k{_random.Next(keys)}",
                Priority = (byte)_random.Next(10),
            })).ToList();
            await _store.EnqueueAsync(drafts, Cancellation);
            _waiting += PerEnqueue;
        }

        private async Task ClaimAsync(int worker) =>
            Take(worker, await _store.ClaimAsync(Request(worker), Cancellation));

        /// <summary>All workers ask at the same moment.</summary>
        private async Task ClaimTogetherAsync()
        {
            var requests = Enumerable.Range(0, Workers).Select(Request).ToList();
            var answers = await Task.WhenAll(
                requests.Select(request => Task.Run(() => _store.ClaimAsync(request, Cancellation).AsTask(), Cancellation)));
            for (var worker = 0; worker < Workers; worker++) Take(worker, answers[worker]);
        }

        private ClaimRequest Request(int worker) =>
            new($"w{worker}", [JobLimits.DefaultQueue], _random.Next(1, PerClaim + 1), Lease);

        private void Take(int worker, ClaimAnswer answer)
        {
            foreach (var job in answer.Jobs)
            {
                _held[worker].Add(job.Token, (job.Spec.LimitKey, _time.GetTimestamp() + Lease.Ticks));
                HandedOut++;
                _waiting--;
                Judge(job.Spec.LimitKey);
            }
        }

        private void Judge(string? key)
        {
            if (limits.Concurrency is { } most) Assert.InRange(CountRunning(_ => true), 0, most);
            if (limits.PerKeyConcurrency is { } mostOfKey)
                Assert.InRange(CountRunning(other => other == key), 0, mostOfKey);
            if (limits.PerKeyRate is { } rate) JudgeBucket(key!, rate);
        }

        /// <summary>How many jobs are in the hands of a worker whose lease of them holds.</summary>
        private int CountRunning(Predicate<string?> isCounted) => _held.Sum(
            held => held.Values.Count(job => isCounted(job.Key) && job.LeaseEnd > _time.GetTimestamp()));

        private void JudgeBucket(string key, RateLimit rate)
        {
            var (now, full) = (_time.GetTimestamp(), rate.Capacity * rate.Per.Ticks);
            var (level, at) = _buckets.GetValueOrDefault(key, (full, now));
            level = Math.Min(full, level + (now - at) * rate.Count) - rate.Per.Ticks;
            Assert.True(level >= 0, $"seed {seed}: more jobs of {key} were handed out than its bucket holds");
            _buckets[key] = (level, now);
        }

        private async Task SettleAsync(int worker)
        {
            if (_held[worker].Count == 0) return;
            foreach (var token in _held[worker].Keys.Where(_ => _random.Next(3) > 0).ToList())
            {
                var kind = (SettlementKind)_random.Next((int)SettlementKind.Released + 1);
                var outcome = await _store.SettleAsync(
                    [new Settlement(token, kind) { Wait = TimeSpan.FromSeconds(_random.Next(5)) }], Cancellation);
                if (!outcome[0].State.IsTerminal() && outcome[0].Applied) _waiting++;
                _held[worker].Remove(token);
            }
        }

        private async Task RenewAsync(int worker)
        {
            foreach (var (token, lease) in _held[worker].ToList())
            {
                var outcome = await _store.RenewAsync([new LeaseRenewal(token, Lease)], Cancellation);
                if (outcome[0] == RenewOutcome.Lost) _held[worker].Remove(token);
                else _held[worker][token] = (lease.Key, _time.GetTimestamp() + Lease.Ticks);
            }
        }

        private async Task PassTimeAsync()
        {
            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 1500)));
            if (_random.Next(4) == 0)
            {
                _time.StepWallClock(TimeSpan.FromSeconds(_random.Next(-60, 60)));
                _steppedAt = HandedOut;
            }

            var sweep = await _store.SweepAsync(1000, Cancellation);
            Lost += sweep.Recovered;
            _waiting += sweep.Recovered;
        }

        /// <summary>The worker's process dies: nobody will ever settle or renew what it held.</summary>
        private async Task VanishAsync(int worker)
        {
            _held[worker].Clear();
            _time.Advance(Lease);
            await PassTimeAsync();
        }

        /// <summary>The store's process dies at a moment when its answers are out, and is started again from a copy of
        /// what it had written. The workers hold on to what they have.</summary>
        private async Task KillStoreAsync()
        {
            // Nothing can tell a step that nobody saw from the time that a store was down.
            if (_steppedAt == HandedOut) return;
            Killed++;
            if (!withJournal)
            {
                foreach (var held in _held) held.Clear();
                _time.Advance(Lease);
                await PassTimeAsync();
                return;
            }

            var copy = new TemporaryFolder();
            Journal.JournalSample.CopyOpen(_folder.Path, copy.Path);
            await _store.DisposeAsync();
            foreach (var file in Directory.GetFiles(_folder.Path, "*.journal")) File.Delete(file);
            Journal.JournalSample.Copy(copy.Path, _folder.Path);
            copy.Dispose();
            // Leases of the ended process count as run out there: the workers have to give up first.
            foreach (var held in _held) held.Clear();
            await OpenAsync();
        }

        private async Task OpenAsync()
        {
            _store = new LocalStore(
                new LocalStoreOptions
                {
                    Directory = withJournal ? _folder.Path : null, SegmentBytes = 64 * 1024, CheckpointBytes = 64 * 1024,
                    Durability = LocalDurability.Os, Retention = TimeSpan.FromSeconds(10),
                },
                _time);
            await _store.InitializeAsync(Cancellation);
        }
    }
}
