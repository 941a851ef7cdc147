using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Faults;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gnomon.Tests.Scheduling;

/// <summary>Edits, pauses, removals and changes of zone at random moments while schedules fire.</summary>
public sealed class EditStressTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 10_000)]
    [InlineData(true, 1_000)]
    public async Task Thousands_of_changes_fire_no_tick_of_the_past_and_none_after_a_removal(bool onDisk, int changes)
    {
        foreach (var seed in Seeds.FromOne(usually: 1))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            await ChangeAsync(new Random(seed), onDisk, changes);
        }
    }

    private static async Task ChangeAsync(Random random, bool onDisk, int changes)
    {
        var time = new FakeTime();
        using var folder = onDisk ? new TemporaryFolder() : null;
        var options = new LocalStoreOptions { Directory = folder?.Path, Durability = LocalDurability.Os };
        await using var store = new LocalStore(options, time);
        await store.InitializeAsync(Cancellation);
        var watched = new Watched(store.Parts);
        var duty = new FireDuty(store.Parts with { Store = watched }, time, NullLogger<FireDuty>.Instance);
        // Since when each schedule may fire; null while it must not.
        var since = new Dictionary<string, DateTimeOffset?>();
        var (ran, races) = (0, 0);
        for (var step = 0; step < changes; step++)
        {
            time.Advance(TimeSpan.FromSeconds(90 * random.NextDouble()));
            var id = $"s{random.Next(8)}";
            // In one of three steps the change and the firing race: whichever commits first, nothing of the past runs.
            var races1 = random.Next(3) == 0;
            var before = new Dictionary<string, DateTimeOffset?>(since);
            var firing = races1 ? Task.Run(async () => await duty.RunOnceAsync(Cancellation), Cancellation) : null;
            var present = await store.GetScheduleAsync(id, Cancellation);
            await store.PutSchedulesAsync(Change(random, id, present?.Schedule, time.GetUtcNow(), since), Cancellation);
            if (firing is not null) await firing;
            ran += Check(watched, before, since, raced: firing is not null);
            races += races1 ? 1 : 0;
            while (await duty.RunOnceAsync(Cancellation) is { } next && next <= time.GetUtcNow()) ran += Check(watched, since);
            ran += Check(watched, since);
        }

        Assert.True(ran > changes / 10 && races > changes / 10, $"{ran} ticks ran, {races} changes raced with a firing");
    }

    private static int Check(
        Watched watched, Dictionary<string, DateTimeOffset?> since, Dictionary<string, DateTimeOffset?>? or = null,
        bool raced = false)
    {
        var ran = 0;
        while (watched.Fired.TryDequeue(out var fired))
            foreach (var tick in fired.Ticks)
            {
                ran++;
                var allowed = tick.At > since.GetValueOrDefault(fired.Schedule)
                    || (raced && tick.At > or!.GetValueOrDefault(fired.Schedule));
                Assert.True(allowed, $"{fired.Schedule} fired {tick}, but may only since {since.GetValueOrDefault(fired.Schedule)}");
            }

        return ran;
    }

    private static ScheduleChanges Change(
        Random random, string id, Schedule? present, DateTimeOffset now, Dictionary<string, DateTimeOffset?> since)
    {
        var kind = random.Next(6);
        if (present is not null && kind == 0)
        {
            since[id] = null;
            return new ScheduleChanges([], [id]);
        }

        if (present is not null && kind is 1 or 2 && present is not null)
        {
            since[id] = present.Paused ? now : null;
            return Put(present with { Paused = !present.Paused });
        }

        var paused = random.Next(8) == 0;
        since[id] = paused ? null : now;
        return Put(new Schedule
        {
            Id = id,
            // Never the same twice: an identical put changes nothing.
            Job = new JobSpec { Handler = "h", Args = System.Text.Encoding.UTF8.GetBytes($"{random.Next()}") },
            Trigger = random.Next(3) == 0
                ? When.Every(TimeSpan.FromSeconds(random.Next(5, 100)))
                : When.Cron($"*/{random.Next(1, 20)} * * * *", Zones[random.Next(Zones.Length)]),
            CatchUp = (CatchUp)random.Next(3),
            Overlap = (OverlapPolicy)random.Next(6),
            Jitter = TimeSpan.FromSeconds(random.Next(3) * 20),
            Paused = paused,
        });
    }

    private static ScheduleChanges Put(Schedule schedule) => new([new SchedulePut(schedule)], []);

    /// <summary>Notes what is fired.</summary>
    private sealed class Watched(StoreParts inner) : StoreDecorator(inner)
    {
        public ConcurrentQueue<(string Schedule, IReadOnlyList<Tick> Ticks)> Fired { get; } = new();

        public override async ValueTask<IReadOnlyList<FireAnswer>> FireAsync(
            IReadOnlyList<FireRequest> requests, CancellationToken cancellation)
        {
            var answers = await base.FireAsync(requests, cancellation);
            for (var i = 0; i < answers.Count; i++)
                if (answers[i].Applied)
                    Fired.Enqueue((requests[i].Schedule, answers[i].Ticks));
            return answers;
        }
    }
}
