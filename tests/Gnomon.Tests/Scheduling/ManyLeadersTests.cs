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

/// <summary>Nodes that all believe that they lead, with clocks that are wrong.</summary>
public sealed class ManyLeadersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 600)]
    [InlineData(true, 100)]
    public async Task Ten_leaders_with_clocks_five_minutes_apart_fire_each_tick_once_and_none_early(bool onDisk, int steps)
    {
        foreach (var seed in Seeds.FromOne(usually: 1))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            await RaceAsync(new Random(seed), onDisk, steps);
        }
    }

    [Fact]
    public async Task One_leader_whose_clock_is_behind_fires_in_time()
    {
        var time = new FakeTime();
        await using var store = new LocalStore(new LocalStoreOptions(), time);
        await store.InitializeAsync(Cancellation);
        await store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(Every(60, "s"))], []), Cancellation);
        var behind = new SkewedTime(time) { Ahead = TimeSpan.FromMinutes(-5) };
        var duty = new FireDuty(store.Parts, behind, NullLogger<FireDuty>.Instance);
        var next = await duty.RunOnceAsync(Cancellation);
        Assert.Equal(TimeSpan.FromMinutes(1), next - behind.GetUtcNow());
        time.Advance(TimeSpan.FromMinutes(1));
        await duty.RunOnceAsync(Cancellation);
        var tick = Assert.Single((await store.ListTicksAsync("s", null, 10, Cancellation)).Items);
        Assert.Equal((TickOutcome.Ran, time.GetUtcNow()), (tick.Outcome, tick.FiredAt));
    }

    private static async Task RaceAsync(Random random, bool onDisk, int steps)
    {
        var time = new FakeTime();
        using var folder = onDisk ? new TemporaryFolder() : null;
        var options = new LocalStoreOptions
        {
            TicksKept = 1000, Directory = folder?.Path, Durability = LocalDurability.Os,
        };
        await using var store = new LocalStore(options, time);
        await store.InitializeAsync(Cancellation);
        var start = time.GetUtcNow();
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"s{i}")];
        var puts = ids.Select(id => new SchedulePut(Every(10, id) with { CatchUp = CatchUp.All }));
        await store.PutSchedulesAsync(new ScheduleChanges([.. puts], []), Cancellation);
        var nodes = Enumerable.Range(0, 10).Select(i => new SkewedTime(time)).ToList();
        var duties = nodes.ConvertAll(node => new FireDuty(store.Parts, node, NullLogger<FireDuty>.Instance));
        for (var step = 0; step < steps; step++)
        {
            time.Advance(TimeSpan.FromSeconds(12 * random.NextDouble()));
            foreach (var node in nodes)
                if (step == 0 || random.Next(50) == 0)
                    node.Ahead = TimeSpan.FromSeconds(600 * random.NextDouble() - 300);
            await Task.WhenAll(duties.Select(duty => Task.Run(
                async () => await duty.RunOnceAsync(Cancellation), Cancellation)));
        }

        time.Advance(TimeSpan.FromSeconds(10));
        foreach (var duty in duties) await duty.RunOnceAsync(Cancellation);
        var made = 0;
        foreach (var id in ids)
        {
            var ticks = (await store.ListTicksAsync(id, null, 1000, Cancellation)).Items;
            var due = (int)((time.GetUtcNow() - start) / TimeSpan.FromSeconds(10));
            Assert.Equal(
                Enumerable.Range(1, due).Select(i => start.AddSeconds(10 * i)), ticks.Reverse().Select(tick => tick.At));
            Assert.All(ticks, tick => Assert.Equal(TickOutcome.Ran, tick.Outcome));
            Assert.All(ticks, tick => Assert.True(tick.FiredAt >= tick.At, $"{tick} is early"));
            made += ticks.Count;
        }

        var jobs = (await store.ListJobsAsync(new JobFilter(), null, 100_000, Cancellation)).Items;
        Assert.Equal((made, made), (jobs.Count, jobs.Select(job => (job.Spec.Schedule, job.Spec.Tick)).Distinct().Count()));
    }

    private static Schedule Every(int seconds, string id) => new()
    {
        Id = id, Trigger = When.Every(TimeSpan.FromSeconds(seconds)), Job = new JobSpec { Handler = "h" },
    };
}
