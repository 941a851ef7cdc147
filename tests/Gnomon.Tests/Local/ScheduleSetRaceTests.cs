using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Local;

/// <summary>Processes with different versions of one set that start at random moments.</summary>
public sealed class ScheduleSetRaceTests
{
    private const int Interleavings = 1000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_a_thousand_random_interleavings_the_newest_set_wins_and_nothing_of_it_is_lost()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        for (var seed = 1; seed <= Interleavings; seed++)
        {
            var random = new Random(seed);
            var name = $"set{seed}";
            var (older, newer) = (random.Next(1, 50), random.Next(50, 100));
            // Each process declares its set several times, as restarts do, beside the other and beside an operator.
            var starts = Enumerable.Repeat(older, random.Next(1, 4)).Concat(Enumerable.Repeat(newer, random.Next(1, 4)))
                .ToArray();
            random.Shuffle(starts);
            var outcomes = await Task.WhenAll(starts.Select(version => Task.Run(
                async () =>
                {
                    var answer = await store.PutSchedulesAsync(
                        ScheduleChanges.OfSet(name, version, Set(name, version)), Cancellation);
                    return (Version: version, answer.Set!.Outcome);
                },
                Cancellation)));
            var stored = await store.GetScheduleSetAsync(name, Cancellation);
            Assert.Equal((newer, 3, false), (stored!.Version, stored.Schedules, stored.IsRemoved));
            foreach (var schedule in Set(name, newer))
            {
                var found = await store.GetScheduleAsync(schedule.Id, Cancellation);
                Assert.Equal((schedule.Trigger.Text, name), (found!.Schedule.Trigger.Text, found.Set));
            }

            Assert.Null(await store.GetScheduleAsync($"{name}-only-{older}", Cancellation));
            Assert.Single(outcomes, (newer, ScheduleSetOutcome.Stored));
            Assert.All(outcomes, outcome => Assert.Contains(
                outcome.Outcome,
                outcome.Version == newer
                    ? [ScheduleSetOutcome.Stored, ScheduleSetOutcome.Unchanged]
                    : new[] { ScheduleSetOutcome.Stored, ScheduleSetOutcome.Unchanged, ScheduleSetOutcome.Older }));
        }

        Assert.Equal(3 * Interleavings, (await store.GetStatsAsync(Cancellation)).Schedules);
    }

    [Fact]
    public async Task A_thousand_and_one_sets_are_one_too_many_and_a_known_one_may_still_change()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), new FakeTime());
        await store.InitializeAsync(Cancellation);
        for (var i = 0; i < ScheduleSetLimits.MaxSets; i++)
            await store.PutSchedulesAsync(ScheduleChanges.OfSet($"s{i}", 1, []), Cancellation);
        var refusal = await Assert.ThrowsAsync<InvalidJobException>(
            async () => await store.PutSchedulesAsync(ScheduleChanges.OfSet("more", 1, []), Cancellation));
        Assert.Contains("1,000 sets already", refusal.Message);
        var answer = await store.PutSchedulesAsync(ScheduleChanges.OfSet("s7", 2, []), Cancellation);
        Assert.Equal(ScheduleSetOutcome.Stored, answer.Set!.Outcome);
        Assert.Equal(ScheduleSetLimits.MaxSets, (await store.ListScheduleSetsAsync(null, 2000, Cancellation)).Items.Count);
    }

    [Fact]
    public async Task Sets_come_back_from_a_checkpoint_alone()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions { Directory = folder.Path };
        await using (var store = new LocalStore(options, new FakeTime()))
        {
            await store.InitializeAsync(Cancellation);
            await store.PutSchedulesAsync(ScheduleChanges.OfSet("app", 3, Set("app", 3)), Cancellation);
            await store.PutSchedulesAsync(ScheduleChanges.OfSet("gone", 5, Set("gone", 5)), Cancellation);
            await store.PutSchedulesAsync(
                new ScheduleChanges([], []) { Set = ScheduleSetChange.Remove("gone") }, Cancellation);
        }

        // Opening begins a file with a checkpoint; the one before it is needless then.
        await using (var store = new LocalStore(options, new FakeTime()))
        {
            await store.InitializeAsync(Cancellation);
            await store.PutSchedulesAsync(ScheduleChanges.OfSet("later", 1, Set("later", 1)), Cancellation);
        }

        await using var again = new LocalStore(options, new FakeTime());
        await again.InitializeAsync(Cancellation);
        var sets = (await again.ListScheduleSetsAsync(null, 10, Cancellation)).Items;
        Assert.Equal(
            [("app", 3L, 3, false), ("gone", 5L, 0, true), ("later", 1L, 3, false)],
            sets.Select(set => (set.Name, set.Version, set.Schedules, set.IsRemoved)));
        Assert.Equal("app", (await again.GetScheduleAsync("app-a", Cancellation))!.Set);
    }

    private static List<Schedule> Set(string name, int version) =>
        [S($"{name}-a", version), S($"{name}-b", 60), S($"{name}-only-{version}", 60)];

    private static Schedule S(string id, int seconds) => new()
    {
        Id = id, Trigger = When.Every(TimeSpan.FromSeconds(seconds)), Job = new JobSpec { Handler = "tick" },
    };
}
