using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local.Journal;
using Xunit;

namespace Gnomon.Tests.Local;

public class StoreFaultTests
{
    private const int Steps = 120;

    [Theory]
    [InlineData(FileOperation.Create, LocalDurability.Fsync)]
    [InlineData(FileOperation.Write, LocalDurability.Fsync)]
    [InlineData(FileOperation.Sync, LocalDurability.Fsync)]
    [InlineData(FileOperation.Rename, LocalDurability.Fsync)]
    [InlineData(FileOperation.SyncDirectory, LocalDurability.Fsync)]
    [InlineData(FileOperation.Delete, LocalDurability.Fsync)]
    [InlineData(FileOperation.Write, LocalDurability.Os)]
    [InlineData(FileOperation.Sync, LocalDurability.Os)]
    public Task Failed_operation_ends_all_acknowledging_and_loses_nothing(
        FileOperation operation, LocalDurability durability) =>
        FailEachAsync(operation, durability, () => new IOException("the disk is gone"));

    [Fact]
    public Task Write_that_stops_in_the_middle_ends_all_acknowledging_and_loses_nothing() =>
        FailEachAsync(FileOperation.Write, LocalDurability.Fsync, () => new TornWriteException());

    /// <summary>Fails the first operation, then the second in a new folder, until a run passes untouched.</summary>
    private static async Task FailEachAsync(
        FileOperation operation, LocalDurability durability, Func<IOException> error)
    {
        var failures = 0;
        for (var nth = 1; await FailsAsync(operation, nth, durability, error); nth++) failures++;
        Assert.True(failures >= 3, $"only {failures} operations of the kind {operation} in the run");
    }

    private static async Task<bool> FailsAsync(
        FileOperation operation, int nth, LocalDurability durability, Func<IOException> error)
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTime();
        // Commands ask for far more room than they take, so that a file is left long before it is full.
        var options = new LocalStoreOptions
        {
            Directory = folder.Path, Durability = durability, SegmentBytes = 80 * 1024, CheckpointBytes = 4096,
        };
        var failed = false;
        var files = new WatchedFiles
        {
            Before = (done, number) =>
            {
                if (done != operation || number != nth) return;
                failed = true;
                throw error();
            },
        };
        var store = new LocalStore(options, time, null, files);
        var (acknowledged, shown) = ("", "");
        try
        {
            await store.InitializeAsync(default);
            var load = new RandomLoad(1, time);
            for (var step = 0; step < Steps; step++)
            {
                await load.StepAsync(store);
                acknowledged = await StoreView.OfAsync(store);
            }
        }
        catch (StoreException refusal) when (failed)
        {
            if (refusal.Problem == StoreProblem.Failed)
            {
                await RefusesAllChangesAsync(store, time);
                shown = await StoreView.OfAsync(store);
            }
            else
            {
                Assert.Equal(StoreProblem.Inaccessible, refusal.Problem);
            }
        }

        await store.DisposeAsync();
        Assert.False(files.IsAnyOpen, $"{operation} {nth} failed, and a file is left open");
        var reopened = await StoreView.OfAsync(options, time);
        // The change in whose midst it failed may be there or not: nobody was told.
        if (reopened != shown)
            Assert.True(
                acknowledged == reopened,
                $"{operation} {nth} failed\nacknowledged:\n{acknowledged}\nreopened:\n{reopened}\nshown:\n{shown}");
        return failed;
    }

    private static async Task RefusesAllChangesAsync(LocalStore store, FakeTime time)
    {
        var token = new AttemptToken(JobId.New(time), 1);
        await RefusesAsync(() => store.EnqueueAsync(
            [new JobDraft(JobId.New(time), new JobSpec { Handler = "h" })], default).AsTask());
        await RefusesAsync(() => store.ClaimAsync(
            new ClaimRequest("n", ["default"], 1, TimeSpan.FromSeconds(1)), default).AsTask());
        await RefusesAsync(() => store.SettleAsync(
            [new Settlement(token, SettlementKind.Succeeded)], default).AsTask());
        await RefusesAsync(() => store.RenewAsync(
            [new LeaseRenewal(token, TimeSpan.FromSeconds(1))], default).AsTask());
        await RefusesAsync(() => store.ControlAsync(
            new ControlRequest(ControlAction.Cancel, [token.Job]), default).AsTask());
        await RefusesAsync(() => store.SetQueueAsync(new QueueChange("q", true), default).AsTask());
        await RefusesAsync(() => store.PutSchedulesAsync(new ScheduleChanges([], ["s0"]), default).AsTask());
        await RefusesAsync(() => store.FireAsync([], default).AsTask());
        await RefusesAsync(() => store.SweepAsync(1, default).AsTask());
    }

    private static async Task RefusesAsync(Func<Task> change)
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(change);
        Assert.Equal(StoreProblem.Failed, refusal.Problem);
    }
}
