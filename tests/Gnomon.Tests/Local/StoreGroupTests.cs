using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local.Journal;
using Xunit;

namespace Gnomon.Tests.Local;

public class StoreGroupTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task Enqueues_that_arrive_during_a_sync_share_the_next_one()
    {
        const int callers = 200;
        using var folder = new TemporaryFolder();
        using var sync = new HeldSync();
        await using var store =
            new LocalStore(new LocalStoreOptions { Directory = folder.Path }, _time, null, sync.Files);
        await store.InitializeAsync(default);
        sync.Hold();
        var first = EnqueueAsync(store);
        sync.AwaitHeld();
        var others = Enumerable.Range(0, callers).Select(_ => EnqueueAsync(store)).ToList();
        var before = sync.Files.Count(FileOperation.Sync);
        sync.LetGo();
        await Task.WhenAll([first, .. others]);
        Assert.Equal(1, sync.Files.Count(FileOperation.Sync) - before);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_its_sync_has_ended()
    {
        using var folder = new TemporaryFolder();
        using var sync = new HeldSync();
        await using var store =
            new LocalStore(new LocalStoreOptions { Directory = folder.Path }, _time, null, sync.Files);
        await store.InitializeAsync(default);
        sync.Hold();
        var enqueue = EnqueueAsync(store);
        sync.AwaitHeld();
        Assert.False(enqueue.IsCompleted);
        sync.LetGo();
        await enqueue;
    }

    [Fact]
    public async Task Closed_store_answers_that_it_is_closed_to_every_command()
    {
        using var folder = new TemporaryFolder();
        var store = new LocalStore(new LocalStoreOptions { Directory = folder.Path }, _time);
        await store.InitializeAsync(default);
        await store.DisposeAsync();
        await ClosedAsync(() => EnqueueAsync(store));
        await ClosedAsync(() => store.ClaimAsync(
            new ClaimRequest("n", ["q"], 1, TimeSpan.FromSeconds(1)), default).AsTask());
        await ClosedAsync(() => store.RenewAsync([], default).AsTask());
        await ClosedAsync(() => store.SettleAsync([], default).AsTask());
        await ClosedAsync(() => store.ControlAsync(new ControlRequest(ControlAction.Cancel, []), default).AsTask());
        await ClosedAsync(() => store.SetQueueAsync(new QueueChange("q", true), default).AsTask());
        await ClosedAsync(() => store.PutSchedulesAsync(new ScheduleChanges([], []), default).AsTask());
        await ClosedAsync(() => store.FireAsync([], default).AsTask());
        await ClosedAsync(() => store.SweepAsync(1, default).AsTask());
        await ClosedAsync(() => store.GetJobAsync(JobId.New(_time), default).AsTask());
        await ClosedAsync(() => store.GetStatsAsync(default).AsTask());
    }

    [Fact]
    public async Task Every_command_under_way_when_the_store_is_closed_is_answered_and_kept_when_acknowledged()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions { Directory = folder.Path };
        var store = new LocalStore(options, _time, null, new WatchedFiles());
        await store.InitializeAsync(default);
        var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(() => EnqueueUntilClosedAsync(store))).ToList();
        while ((await store.GetStatsAsync(default)).Jobs.GetValueOrDefault(JobState.Ready) < 500) await Task.Yield();
        await store.DisposeAsync();
        var accepted = (await Task.WhenAll(calls)).Sum();
        await using var again = new LocalStore(options, _time);
        await again.InitializeAsync(default);
        Assert.Equal(accepted, (await again.GetStatsAsync(default)).Jobs[JobState.Ready]);
    }

    private async Task<int> EnqueueUntilClosedAsync(LocalStore store)
    {
        for (var accepted = 0; ; accepted++)
        {
            try
            {
                await EnqueueAsync(store);
            }
            catch (StoreException refusal)
            {
                Assert.Equal(StoreProblem.Closed, refusal.Problem);
                return accepted;
            }
        }
    }

    private static async Task ClosedAsync(Func<Task> call) =>
        Assert.Equal(StoreProblem.Closed, (await Assert.ThrowsAsync<StoreException>(call)).Problem);

    private Task EnqueueAsync(LocalStore store) =>
        store.EnqueueAsync([new JobDraft(JobId.New(_time), new JobSpec { Handler = "h" })], default).AsTask();
}
