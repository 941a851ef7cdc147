using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Local;

public class LostClaimTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task Claim_of_a_process_that_ended_is_recovered_by_the_first_sweep_and_history_says_lost()
    {
        using var folder = new TemporaryFolder();
        var id = await EnqueueAsync(folder.Path, RetryPolicy.None);
        await LoseAsync(folder.Path, expectedAttempt: 1);
        await using var store = await OpenAsync(folder.Path);
        Assert.Equal(JobState.Running, (await store.GetJobAsync(id, default))!.State);
        Assert.Equal(1, (await store.SweepAsync(100, default)).Recovered);
        var second = Assert.Single((await ClaimAsync(store)).Jobs);
        Assert.Equal(2, second.Token.Attempt);
        Assert.Equal(1, second.Spent);
        Assert.Equal(0, second.Failures);
        var job = (await store.GetJobAsync(id, default))!;
        Assert.Equal([AttemptOutcome.Lost, AttemptOutcome.Running], job.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal("doomed", job.Attempts[0].Node);
        var late = await store.SettleAsync(
            [new Settlement(new AttemptToken(id, 1), SettlementKind.Succeeded)], default);
        Assert.Equal([SettleOutcome.Stale], late);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 3)]
    [InlineData(5, 5)]
    public async Task Job_that_is_lost_as_often_as_it_may_is_dead_and_its_error_says_why(int attempts, int losses)
    {
        using var folder = new TemporaryFolder();
        var retry = RetryPolicy.After([.. Enumerable.Repeat(TimeSpan.Zero, attempts - 1)]);
        var id = await EnqueueAsync(folder.Path, retry);
        for (var attempt = 1; attempt <= losses; attempt++) await LoseAsync(folder.Path, attempt);
        await using var store = await OpenAsync(folder.Path);
        Assert.Equal([id], (await store.SweepAsync(100, default)).Ended);
        var job = (await store.GetJobAsync(id, default))!;
        Assert.Equal(JobState.Dead, job.State);
        Assert.Equal(losses, job.Attempts.Count(attempt => attempt.Outcome == AttemptOutcome.Lost));
        Assert.Contains($"attempt {losses} was lost: node doomed", job.Error);
    }

    /// <summary>Opens the store, claims the job and ends without settling.</summary>
    private async Task LoseAsync(string directory, int expectedAttempt)
    {
        await using var store = await OpenAsync(directory);
        await store.SweepAsync(100, default);
        Assert.Equal(expectedAttempt, Assert.Single((await ClaimAsync(store)).Jobs).Token.Attempt);
    }

    private static async Task<ClaimAnswer> ClaimAsync(LocalStore store) =>
        await store.ClaimAsync(new ClaimRequest("doomed", ["default"], 10, TimeSpan.FromHours(1)), default);

    private async Task<JobId> EnqueueAsync(string directory, RetryPolicy retry)
    {
        await using var store = await OpenAsync(directory);
        var draft = new JobDraft(JobId.New(_time), new JobSpec { Handler = "h", Retry = retry });
        await store.EnqueueAsync([draft], default);
        return draft.Id;
    }

    private async Task<LocalStore> OpenAsync(string directory)
    {
        var store = new LocalStore(new LocalStoreOptions { Directory = directory, SegmentBytes = 65536 }, _time);
        await store.InitializeAsync(default);
        return store;
    }
}
