using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Local.Journal;

public class DiskFaultTests
{
    private const int Rounds = 12;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_operation_of_the_disk_fails_nothing_acknowledged_is_lost(bool writesHalf)
    {
        for (var failAt = 1; ; failAt++)
        {
            using var folder = new TemporaryFolder();
            var files = new FaultyFiles(failAt, writesHalf);
            var work = new AcknowledgedWork();
            await using (var store = new LocalStore(AcknowledgedWork.Options(folder.Path), work.Time, null, files))
            {
                var failure = await FailureAsync(store, work);
                if (failure is not null) await AssertStoppedAsync(store, $"operation {failAt} failed ({failure})");
            }

            await AcknowledgedWork.AssertHeldAsync(
                folder.Path, work.Snapshot(), work.Time, $"operation {failAt} failed");
            if (!files.Failed)
            {
                Assert.True(failAt > 50, "the work must use the disk");
                return;
            }
        }
    }

    [Fact]
    public async Task Power_cut_at_any_write_loses_nothing_acknowledged_and_leaves_a_journal_that_opens()
    {
        var seed = Random.Shared.Next();
        var chance = new Random(seed);
        using var folder = new TemporaryFolder();
        var files = new PowerCutFiles();
        var work = new AcknowledgedWork();
        var cuts = new List<(string Folder, Dictionary<JobId, JobState> Acknowledged)>();
        await using (var store = new LocalStore(
            AcknowledgedWork.Options(folder["store"]), work.Time, null, files))
        {
            await store.InitializeAsync(default);
            files.Written = () =>
            {
                for (var variant = 0; variant < 3; variant++)
                {
                    var to = folder[$"cut-{cuts.Count}"];
                    files.CutInto(folder["store"], to, chance);
                    cuts.Add((to, work.Snapshot()));
                }
            };
            await work.RunAsync(store, 40);
            files.Written = null;
        }

        Assert.True(cuts.Count > 300, "there must be many cuts");
        foreach (var (cut, acknowledged) in cuts)
            await AcknowledgedWork.AssertHeldAsync(cut, acknowledged, work.Time, $"seed {seed}, {cut}");
    }

    [Fact]
    public async Task Full_disk_refuses_new_jobs_lets_running_ones_settle_and_recovers_without_a_restart()
    {
        using var folder = new TemporaryFolder();
        var files = new FullFiles();
        var work = new AcknowledgedWork();
        await using var store = new LocalStore(AcknowledgedWork.Options(folder.Path), work.Time, null, files);
        await store.InitializeAsync(default);
        var ids = Enumerable.Range(0, 3).Select(_ => JobId.New(work.Time)).ToList();
        await store.EnqueueAsync([.. ids.Select(Draft)], default);
        var lease = TimeSpan.FromMinutes(1);
        var claimed = (await store.ClaimAsync(new ClaimRequest("n", ["default"], 2, lease), default)).Jobs;

        files.IsFullNow = true;
        var refusal = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            while (true) await store.EnqueueAsync([Draft(JobId.New(work.Time))], default);
        });
        Assert.Equal(StoreProblem.Full, refusal.Problem);
        var settled = await store.SettleAsync([new Settlement(claimed[0].Token, SettlementKind.Succeeded)], default);
        Assert.True(settled[0].Applied);
        Assert.Equal(RenewOutcome.Held, (await store.RenewAsync([new LeaseRenewal(claimed[1].Token, lease)], default))[0]);
        var cancelled = await store.ControlAsync(new ControlRequest(ControlAction.Cancel, [ids[2]]), default);
        Assert.Equal(ControlOutcome.Done, cancelled[0].Outcome);

        files.IsFullNow = false;
        var accepted = await store.EnqueueAsync([Draft(JobId.New(work.Time))], default);
        Assert.Equal(EnqueueOutcome.Created, accepted[0].Outcome);
    }

    private static JobDraft Draft(JobId id) => new(id, new JobSpec { Handler = "h", Args = "\"some arguments\""u8.ToArray() });

    private static async Task<StoreException?> FailureAsync(LocalStore store, AcknowledgedWork work)
    {
        try
        {
            await store.InitializeAsync(default);
            await work.RunAsync(store, Rounds);
            return null;
        }
        catch (StoreException failure)
        {
            return failure;
        }
    }

    private static async Task AssertStoppedAsync(LocalStore store, string circumstances)
    {
        var again = await Record.ExceptionAsync(
            async () => await store.EnqueueAsync([Draft(JobId.New(TimeProvider.System))], default));
        Assert.True(
            again is StoreException { Problem: StoreProblem.Failed or StoreProblem.Closed },
            $"{circumstances}, and the store goes on: {again?.Message}");
    }
}
