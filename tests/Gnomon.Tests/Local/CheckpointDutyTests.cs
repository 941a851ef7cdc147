using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local.Journal;
using Xunit;

namespace Gnomon.Tests.Local;

public class CheckpointDutyTests
{
    private const int Steps = 50;

    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly FakeTime _time = new();

    [Fact]
    public async Task Journal_stays_bounded_under_load_and_reopens_to_the_same_state()
    {
        const int callers = 4, rounds = 300, mostBytes = 512 * 1024;
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions
        {
            Directory = folder.Path, SegmentBytes = 64 * 1024, CheckpointBytes = 64 * 1024,
        };
        var files = new WatchedFiles();
        long largest = 0;
        files.Before = (operation, _) =>
        {
            if (operation == FileOperation.Sync) largest = Math.Max(largest, JournalBytes(folder.Path));
        };
        string shown;
        await using (var store = new LocalStore(options, _time, null, files))
        {
            await store.InitializeAsync(default);
            await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                for (var round = 0; round < rounds; round++) await RunJobAsync(store, $"q{caller}", round % 50 == 0);
            })));
            shown = await StoreView.OfAsync(store);
        }

        Assert.InRange(largest, 64 * 1024, mostBytes);
        // More than twice the bound was written in all.
        Assert.True(files.Count(FileOperation.Delete) > 10, $"{files.Count(FileOperation.Delete)} files deleted");
        Assert.Equal(shown, await StoreView.OfAsync(options, _time));
    }

    [Fact]
    public async Task Crash_at_any_operation_of_a_checkpoint_opens_to_the_state_of_that_moment()
    {
        foreach (var seed in Seeds.FromOne(usually: 1)) await CrashAtAnyOperationAsync(seed);
    }

    [Fact]
    public async Task Slice_that_found_the_disk_full_is_composed_anew_when_there_is_space()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions
        {
            Directory = folder.Path, SegmentBytes = 40 * 1024, CheckpointBytes = 64 * 1024,
        };
        var full = false;
        var files = new WatchedFiles
        {
            Before = (operation, _) =>
            {
                // The checkpoint's first file is the reserve, renamed; its slice needs a larger one.
                if (operation == FileOperation.Rename) full = true;
                if (full && operation == FileOperation.Create) throw new IOException("No space left on device", 28);
            },
        };
        string shown;
        await using (var store = new LocalStore(options, _time, null, files))
        {
            await store.InitializeAsync(default);
            await store.EnqueueAsync([Draft("default")], default);
            var claimed = await store.ClaimAsync(new ClaimRequest("n", ["default"], 1, Lease), default);
            full = false;
            await store.EnqueueAsync([.. Enumerable.Range(0, 600).Select(_ => Draft("other"))], default);
            await store.SettleAsync([new Settlement(claimed.Jobs[0].Token, SettlementKind.Succeeded)], default);
            Assert.True(full, "no checkpoint has begun");
            full = false;
            while (files.Count(FileOperation.Delete) == 0)
                await store.SetQueueAsync(new QueueChange("other", files.Count(FileOperation.Write) % 2 == 0), default);
            shown = await StoreView.OfAsync(store);
        }

        Assert.Equal(shown, await StoreView.OfAsync(options, _time));
    }

    private async Task CrashAtAnyOperationAsync(int seed)
    {
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions
        {
            Directory = folder.Path, SegmentBytes = 40 * 1024, CheckpointBytes = 4096,
        };
        var copies = new List<(string What, TemporaryFolder Copy)>();
        var files = new WatchedFiles
        {
            Before = (operation, number) =>
            {
                var copy = new TemporaryFolder();
                JournalSample.Copy(folder.Path, copy.Path);
                lock (copies) copies.Add(($"{operation} {number}", copy));
            },
        };
        await using var store = new LocalStore(options, _time, null, files);
        await store.InitializeAsync(default);
        var load = new RandomLoad(seed, _time);
        var before = await StoreView.OfAsync(store);
        for (var step = 0; step < Steps; step++)
        {
            await load.StepAsync(store);
            var after = await StoreView.OfAsync(store);
            List<(string What, TemporaryFolder Copy)> taken;
            lock (copies) (taken, _) = ([.. copies], copies.RemoveAll(_ => true));
            foreach (var (what, copy) in taken)
            {
                var opened = await StoreView.OfAsync(options with { Directory = copy.Path }, _time);
                Assert.True(opened == before || opened == after, $"seed {seed}, step {step}, before {what}: another state");
                copy.Dispose();
            }

            before = after;
        }

        Assert.True(files.Count(FileOperation.Delete) >= 2, $"seed {seed}: too few checkpoints ended in the run");
        foreach (var (_, copy) in copies) copy.Dispose();
    }

    private async Task RunJobAsync(LocalStore store, string queue, bool keep)
    {
        await store.EnqueueAsync([Draft(queue)], default);
        var claimed = (await store.ClaimAsync(new ClaimRequest("n", [queue], 1, Lease), default)).Jobs[0];
        await store.SettleAsync([new Settlement(claimed.Token, SettlementKind.Succeeded)], default);
        if (keep) return;
        await store.ControlAsync(new ControlRequest(ControlAction.Delete, [claimed.Token.Job]), default);
    }

    private static long JournalBytes(string directory) =>
        Directory.GetFiles(directory, "*.journal").Sum(path => new FileInfo(path).Length);

    private JobDraft Draft(string queue) =>
        new(JobId.New(_time), new JobSpec { Handler = "h", Queue = queue, Args = new byte[1000] });
}
