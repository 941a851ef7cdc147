using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local.Journal;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Local.Commands;

public class CommandBoundsTests
{
    private readonly FakeTime _time = new();

    public static TheoryData<string, Schedule> FaultySchedules() => new()
    {
        { "catchUpWindow", Plain with { CatchUpWindow = TimeSpan.FromSeconds(-1) } },
        { "jitter", Plain with { Jitter = TimeSpan.FromTicks(-1) } },
        { "maxRuns", Plain with { MaxRuns = 0 } },
        { "maxRuns", Plain with { MaxRuns = long.MinValue } },
        { "id", Plain with { Id = "a b" } },
        { "handler", Plain with { Job = new JobSpec { Handler = "../h" } } },
    };

    private static Schedule Plain => new()
    {
        Id = "s", Trigger = new OnceTrigger(FakeTime.DefaultStart), Job = new JobSpec { Handler = "h" },
    };

    [Theory]
    [MemberData(nameof(FaultySchedules), DisableDiscoveryEnumeration = true)]
    public async Task Schedule_that_breaks_a_rule_is_refused_by_name_and_the_store_goes_on(string field, Schedule schedule)
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder.Path);
        var refusal = await Assert.ThrowsAsync<InvalidJobException>(
            () => store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(schedule)], []), default).AsTask());
        Assert.Equal(field, refusal.Field);
        var proper = Plain with { CatchUpWindow = TimeSpan.Zero, MaxRuns = 1, Jitter = TimeSpan.MaxValue };
        await store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(proper)], []), default);
        Assert.NotNull(await store.GetScheduleAsync("s", default));
    }

    [Fact]
    public async Task Lease_without_an_end_is_held()
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder.Path);
        _time.Advance(TimeSpan.FromHours(1));
        await store.EnqueueAsync([new JobDraft(JobId.New(_time), new JobSpec { Handler = "h" })], default);
        var claimed = await store.ClaimAsync(new ClaimRequest("n", ["default"], 1, TimeSpan.MaxValue), default);
        Assert.Equal(0, (await store.SweepAsync(10, default)).Recovered);
        await store.RenewAsync([new LeaseRenewal(claimed.Jobs[0].Token, TimeSpan.MaxValue)], default);
        Assert.Equal(0, (await store.SweepAsync(10, default)).Recovered);
    }

    private async Task<LocalStore> OpenAsync(string directory)
    {
        var store = new LocalStore(new LocalStoreOptions { Directory = directory }, _time, null, new WatchedFiles());
        await store.InitializeAsync(default);
        return store;
    }
}
