using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Local.Journal;

/// <summary>Work on a store that remembers what was acknowledged, and can ask another opening of it whether all of that
/// is there.</summary>
internal sealed class AcknowledgedWork
{
    private readonly FakeTime _time = new();
    private readonly Dictionary<JobId, JobState> _acknowledged = [];

    public static LocalStoreOptions Options(string directory) => new()
    {
        Directory = directory, SegmentBytes = 4096, CheckpointBytes = 16 * 1024,
    };

    public FakeTime Time => _time;

    /// <summary>What has been acknowledged so far; running jobs are handed out again after a crash.</summary>
    public Dictionary<JobId, JobState> Snapshot()
    {
        lock (_acknowledged) return new Dictionary<JobId, JobState>(_acknowledged);
    }

    /// <summary>Enqueues, claims and settles for some rounds, or until the store fails.</summary>
    public async Task RunAsync(LocalStore store, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var drafts = Enumerable.Range(0, 5).Select(_ => Draft()).ToList();
            await store.EnqueueAsync(drafts, default);
            Note(drafts.Select(draft => draft.Id), JobState.Ready);
            var lease = TimeSpan.FromMinutes(1);
            var claimed = await store.ClaimAsync(new ClaimRequest("node", ["default"], 4, lease), default);
            await store.RenewAsync(
                [.. claimed.Jobs.Select(job => new LeaseRenewal(job.Token, lease) { LogLines = ["a line"] })], default);
            await store.SettleAsync(
                [.. claimed.Jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded)
                {
                    Result = "1"u8.ToArray(),
                })],
                default);
            Note(claimed.Jobs.Select(job => job.Token.Job), JobState.Succeeded);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Opens a folder with a sound disk and looks for everything that was acknowledged.</summary>
    public static async Task AssertHeldAsync(
        string directory, Dictionary<JobId, JobState> acknowledged, FakeTime time, string circumstances)
    {
        await using var store = new LocalStore(Options(directory), time);
        await store.InitializeAsync(default);
        foreach (var (id, state) in acknowledged)
        {
            var job = await store.GetJobAsync(id, default);
            Assert.True(job is not null, $"{circumstances}: job {id} is gone");
            if (state == JobState.Succeeded)
                Assert.True(job.State == state, $"{circumstances}: job {id} is {job.State} again");
        }
    }

    private JobDraft Draft() => new(
        JobId.New(_time),
        new JobSpec { Handler = "h", Args = new byte[] { (byte)'1' }, Retry = RetryPolicy.After(TimeSpan.Zero) });

    private void Note(IEnumerable<JobId> jobs, JobState state)
    {
        lock (_acknowledged)
            foreach (var job in jobs)
                _acknowledged[job] = state;
    }
}
