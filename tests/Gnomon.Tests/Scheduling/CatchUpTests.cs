using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gnomon.Tests.Scheduling;

/// <summary>Ten thousand schedules of every minute after a week in which nobody fired.</summary>
public sealed class CatchUpTests
{
    private const int Schedules = 10_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CatchUp.None, 0, false)]
    [InlineData(CatchUp.Latest, 1, false)]
    [InlineData(CatchUp.Latest, 1, true)]
    [InlineData(CatchUp.All, 3, false)]
    public async Task A_week_without_a_leader_makes_as_many_runs_as_catch_up_says(CatchUp policy, int runs, bool onDisk)
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTime();
        var options = new LocalStoreOptions
        {
            Directory = onDisk ? folder.Path : null, Durability = LocalDurability.Os,
        };
        var store = await OpenAsync(options, time);
        for (var batch = 0; batch < Schedules; batch += 1000)
            await store.PutSchedulesAsync(
                new ScheduleChanges([.. Enumerable.Range(batch, 1000).Select(i => new SchedulePut(Minutely(i, policy)))], []),
                Cancellation);
        if (onDisk) await store.DisposeAsync();
        time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(30));
        if (onDisk) store = await OpenAsync(options, time);
        await using var last = store;
        var began = TimeProvider.System.GetTimestamp();
        var duty = new FireDuty(store.Parts, time, NullLogger<FireDuty>.Instance);
        while (await duty.RunOnceAsync(Cancellation) is { } next && next <= time.GetUtcNow())
        {
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        TestContext.Current.TestOutputHelper?.WriteLine($"{policy}: decided in {took.TotalSeconds:0.00} s");
        var stats = await store.GetStatsAsync(Cancellation);
        Assert.Equal(Schedules * runs, stats.Jobs.GetValueOrDefault(JobState.Ready));
        var some = (await store.GetScheduleAsync("s77", Cancellation))!;
        Assert.Equal((runs, 1L), (some.Runs, some.Counts.Skipped));
        Assert.Equal(time.GetUtcNow().AddSeconds(30), some.Next);
    }

    private static async Task<LocalStore> OpenAsync(LocalStoreOptions options, FakeTime time)
    {
        var store = new LocalStore(options, time);
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private static Schedule Minutely(int number, CatchUp policy) => new()
    {
        Id = $"s{number}", Trigger = When.Every(TimeSpan.FromMinutes(1)), Job = new JobSpec { Handler = "h" },
        CatchUp = policy, CatchUpWindow = policy == CatchUp.All ? TimeSpan.FromMinutes(3) : TimeSpan.FromDays(1),
    };
}
