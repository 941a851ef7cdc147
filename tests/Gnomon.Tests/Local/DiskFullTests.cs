using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local.Journal;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Local;

public class DiskFullTests
{
    private const int NoSpace = 28;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly FakeTime _time = new();
    private bool _full;

    [Fact]
    public async Task New_work_is_refused_while_running_jobs_go_on_and_space_mends_it()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder.Path) with { CheckpointBytes = 1 << 30 };
        string shown;
        await using (var store = new LocalStore(options, _time, null, Files()))
        {
            await store.InitializeAsync(default);
            await store.EnqueueAsync([Draft(), Draft(), Draft()], default);
            var held = (await store.ClaimAsync(new ClaimRequest("n", ["default"], 3, Lease), default)).Jobs;
            _full = true;
            await FillAsync(store);

            await RefusedAsync(() => store.EnqueueAsync([Draft()], default).AsTask());
            await RefusedAsync(() => store.PutSchedulesAsync(Put(), default).AsTask());
            await RefusedAsync(() => store.FireAsync(
                [new FireRequest("s", 1, _time.GetUtcNow(), _time.GetUtcNow())], default).AsTask());
            Assert.Equal(
                [RenewOutcome.Held], await store.RenewAsync([new LeaseRenewal(held[0].Token, Lease)], default));
            await store.ControlAsync(new ControlRequest(ControlAction.Cancel, [held[1].Token.Job]), default);
            foreach (var job in held)
            {
                var outcome = await store.SettleAsync(
                    [new Settlement(job.Token, SettlementKind.Succeeded) { Result = new byte[500] }], default);
                Assert.True(outcome[0].Applied);
            }

            _full = false;
            var accepted = await store.EnqueueAsync([Draft()], default);
            Assert.Equal(EnqueueOutcome.Created, accepted[0].Outcome);
            shown = await StoreView.OfAsync(store);
        }

        Assert.Equal(shown, await StoreView.OfAsync(options, _time));
    }

    [Fact]
    public async Task Disk_that_fills_at_any_moment_refuses_but_never_stops_the_store_nor_undoes_a_change()
    {
        foreach (var seed in Seeds.FromOne(usually: 20))
        {
            using var folder = new TemporaryFolder();
            var options = Options(folder.Path);
            var random = new Random(seed);
            string shown;
            await using (var store = new LocalStore(options, _time, null, Files()))
            {
                await store.InitializeAsync(default);
                var load = new RandomLoad(seed, _time);
                for (var step = 0; step < 150; step++)
                {
                    if (random.Next(15) == 0) _full = !_full;
                    try
                    {
                        await load.StepAsync(store);
                    }
                    catch (StoreException refusal)
                    {
                        Assert.True(refusal.Problem == StoreProblem.Full && _full, $"seed {seed}: {refusal.Message}");
                    }
                }

                _full = false;
                await store.EnqueueAsync([Draft()], default);
                shown = await StoreView.OfAsync(store);
            }

            Assert.True(shown == await StoreView.OfAsync(options, _time), $"seed {seed}: reopened to another state");
        }
    }

    [Fact]
    public async Task Full_disk_at_the_first_opening_is_said_to_be_full()
    {
        using var folder = new TemporaryFolder();
        _full = true;
        await using var store = new LocalStore(Options(folder.Path), _time, null, Files());
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.InitializeAsync(default));
        Assert.Equal(StoreProblem.Full, refusal.Problem);
        Assert.Contains(folder.Path, refusal.Message);
    }

    [Fact]
    public async Task File_that_has_lost_its_space_is_not_written_on_when_the_disk_is_full()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder.Path);
        await using (var store = new LocalStore(options, _time, null, Files())) await store.InitializeAsync(default);
        var path = folder[JournalFiles.SegmentName(1)];
        var length = new FileInfo(path).Length;
        var full = new WatchedFiles
        {
            Before = (operation, _) =>
            {
                if (operation == FileOperation.SetAside) throw new IOException("No space left on device", NoSpace);
            },
        };
        await using (var store = new LocalStore(options, _time, null, full))
        {
            await store.InitializeAsync(default);
            await store.EnqueueAsync([Draft()], default);
            Assert.Equal(1, full.Count(FileOperation.Rename));
        }

        Assert.Equal(length, new FileInfo(path).Length);
        Assert.Equal(1, LocalStore.Verify(folder.Path).Jobs.Values.Sum());
    }

    private static LocalStoreOptions Options(string directory) =>
        new() { Directory = directory, SegmentBytes = 40 * 1024, CheckpointBytes = 4096 };

    /// <summary>Adds jobs until the store refuses them.</summary>
    private async Task FillAsync(LocalStore store)
    {
        for (var i = 0; i < 10_000; i++)
        {
            try
            {
                await store.EnqueueAsync([Draft()], default);
            }
            catch (StoreException refusal)
            {
                Assert.Equal(StoreProblem.Full, refusal.Problem);
                return;
            }
        }

        Assert.Fail("the store took 10,000 jobs on a full disk");
    }

    private static async Task RefusedAsync(Func<Task> change)
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(change);
        Assert.Equal(StoreProblem.Full, refusal.Problem);
        Assert.Contains("is full", refusal.Message);
    }

    private ScheduleChanges Put()
    {
        var trigger = new IntervalTrigger(TimeSpan.FromMinutes(1), _time.GetUtcNow());
        return new ScheduleChanges(
            [new SchedulePut(new Schedule { Id = "s", Trigger = trigger, Job = new JobSpec { Handler = "h" } })], []);
    }

    private JobDraft Draft() => new(JobId.New(_time), new JobSpec { Handler = "h", Args = new byte[100] });

    private WatchedFiles Files() => new()
    {
        Before = (operation, _) =>
        {
            if (_full && operation == FileOperation.Create) throw new IOException("No space left on device", NoSpace);
        },
    };
}
