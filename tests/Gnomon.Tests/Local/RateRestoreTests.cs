using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local.Journal;
using Xunit;

namespace Gnomon.Tests.Local;

/// <summary>A store that is opened again and again hands out the same jobs at the same instants as one that never
/// closes: what the rates counted is in the journal, also through checkpoints and steps of the wall clock.</summary>
public sealed class RateRestoreTests
{
    private const string Queue = "q";
    private const int Steps = 400;

    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reopened_store_hands_out_what_one_that_stays_open_does()
    {
        foreach (var seed in Seeds.FromOne(usually: 6)) await CompareAsync(seed);
    }

    private static async Task CompareAsync(int seed)
    {
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions
        {
            Directory = folder.Path, SegmentBytes = 40 * 1024, CheckpointBytes = 4096,
            Durability = LocalDurability.Os, Retention = TimeSpan.FromSeconds(5),
        };
        var (random, time) = (new Random(seed), new FakeTime());
        await using var steady = await OpenAsync(new LocalStoreOptions { Retention = options.Retention }, time);
        var (reopened, opened, handedOut, deleted, steppedAt) = (await OpenAsync(options, time), 0, 0, 1L, -1);
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    JobDraft[] drafts = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Draft(random))];
                    foreach (var store in new[] { steady, reopened }) await store.EnqueueAsync(drafts, Cancellation);
                    break;
                case 2 when step < 5 || random.Next(6) == 0:
                    var change = new QueueChange(Queue, Limits: Limits(random));
                    foreach (var store in new[] { steady, reopened }) await store.SetQueueAsync(change, Cancellation);
                    break;
                case 3:
                    time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 900)));
                    if (random.Next(5) == 0)
                    {
                        time.StepWallClock(TimeSpan.FromMinutes(random.Next(-5, 9)));
                        steppedAt = handedOut;
                    }

                    foreach (var store in new[] { steady, reopened }) await store.SweepAsync(1000, Cancellation);
                    break;
                // Nothing can tell a step that nobody saw from the time that a store was closed.
                case 4 when random.Next(3) == 0 && steppedAt != handedOut:
                    await reopened.DisposeAsync();
                    reopened = await OpenAsync(options, time);
                    opened++;
                    break;
                default:
                    var max = random.Next(1, 5);
                    var expected = await RunAsync(steady, max);
                    var actual = await RunAsync(reopened, max);
                    Assert.True(expected.SequenceEqual(actual), $"seed {seed}, step {step}: {opened} times reopened");
                    handedOut += actual.Count;
                    break;
            }

            deleted = Gnomon.Local.Journal.JournalFiles.Segments(folder.Path)[0];
        }

        await reopened.DisposeAsync();
        Assert.True(opened > 1 && handedOut > 20, $"seed {seed}: {opened} times reopened, {handedOut} handed out");
        Assert.True(deleted > 1, $"seed {seed}: no checkpoint ended");
    }

    /// <summary>Claims and settles at once, so that a restart finds nothing running.</summary>
    private static async Task<List<JobId>> RunAsync(LocalStore store, int max)
    {
        var answer = await store.ClaimAsync(new ClaimRequest("n", [Queue], max, Lease), Cancellation);
        await store.SettleAsync(
            [.. answer.Jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded))], Cancellation);
        return [.. answer.Jobs.Select(job => job.Token.Job)];
    }

    private static QueueLimits Limits(Random random) => new()
    {
        Rate = Rate(random, 12),
        PerKeyRate = Rate(random, 4),
        Concurrency = random.Next(3) == 0 ? 3 : null,
    };

    private static RateLimit? Rate(Random random, int most)
    {
        if (random.Next(4) == 0) return null;
        var kind = (RateKind)random.Next(2);
        int? burst = kind == RateKind.TokenBucket && random.Next(2) == 0 ? random.Next(1, most) : null;
        return new RateLimit(random.Next(1, most), TimeSpan.FromMilliseconds(random.Next(1, 4000)), burst, kind);
    }

    private static JobDraft Draft(Random random)
    {
        var id = new byte[16];
        random.NextBytes(id);
        var key = random.Next(4) == 0 ? null : $"k{random.Next(5)}";
        return new JobDraft(
            new JobId(new Guid(id)),
            new JobSpec { Handler = "h", Queue = Queue, LimitKey = key, Args = new byte[random.Next(300)] });
    }

    private static async Task<LocalStore> OpenAsync(LocalStoreOptions options, FakeTime time)
    {
        var store = new LocalStore(options, time);
        await store.InitializeAsync(Cancellation);
        return store;
    }
}
