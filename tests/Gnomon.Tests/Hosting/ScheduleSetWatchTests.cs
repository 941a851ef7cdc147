using System.Threading.Channels;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Gnomon.Tests.Executables;
using Gnomon.Tests.Workers;
using Gnomon.Triggers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>Sets of schedules that programs declare: taskino's versioned reload (rows T11, T12, T15 and weaknesses 3b, 3c).
/// </summary>
public sealed class ScheduleSetWatchTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Channel<GnomonEvent> _reloads = Channel.CreateUnbounded<GnomonEvent>();
    private readonly ListLogger<ScheduleSetWatch> _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_T12_a_declared_set_with_a_version_is_stored_and_told_and_the_same_again_is_not()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        var shared = await SharedStore.OfAsync(store);
        await using (await StartAsync(shared, g => g.AddScheduleSet("app", 1, Two)))
        {
            var reloaded = await NextAsync();
            Assert.Equal(("app", 1L, null), (reloaded.ScheduleSet, reloaded.Version, reloaded.Schedule));
            Assert.Contains("stored in version 1: 2 added, 0 changed, 0 removed", Assert.Single(_log.Lines));
        }

        await using (await StartAsync(shared, g => g.AddScheduleSet("app", 1, Two)))
            Assert.Equal("app", (await store.GetScheduleAsync("a", Cancellation))!.Set);
        Assert.False(_reloads.Reader.TryRead(out _));
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Row_T_3c_6_an_older_program_goes_by_the_newer_set_says_so_and_changes_nothing()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        var shared = await SharedStore.OfAsync(store);
        await using (await StartAsync(shared, g => g.AddScheduleSet("app", 7, Two))) await NextAsync();
        var before = await Local.StoreView.OfAsync(store);
        await using (await StartAsync(shared, g => g.AddScheduleSet("app", 3, set => set.Add("old", When.Every(Minute), "h", 1))))
        {
            var reloaded = await NextAsync();
            Assert.Equal(("app", 7L), (reloaded.ScheduleSet, reloaded.Version));
        }

        Assert.Equal(before, await Local.StoreView.OfAsync(store));
        Assert.Contains("in version 7, newer than version 3 of this program: the stored one is used", _log.Lines[^1]);
    }

    [Fact]
    public async Task Row_T_3c_6_the_same_version_with_other_schedules_is_told_and_not_stored()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        var shared = await SharedStore.OfAsync(store);
        await using (await StartAsync(shared, g => g.AddScheduleSet("app", 7, Two))) await NextAsync();
        await using (await StartAsync(shared, g => g.AddScheduleSet("app", 7, set => set.Add("x", When.Every(Minute), "h", 1))))
            Assert.Null(await store.GetScheduleAsync("x", Cancellation));
        Assert.Contains("stored with other content", _log.Lines[^1]);
        Assert.False(_reloads.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Row_T15_a_running_node_hears_of_a_newer_set_and_of_a_removed_one()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        var shared = await SharedStore.OfAsync(store);
        await using var old = await StartAsync(shared, g => g.AddScheduleSet("app", 1, Two));
        await NextAsync();
        await using (await TestHost.StartAsync(g => g.WrapStore(_ => shared.Parts).AddScheduleSet("app", 2, Two)))
            Assert.Equal(2L, (await NextAsync()).Version);
        Assert.Contains("goes by version 2 now", _log.Lines[^1]);
        var parts = old.Services.GetRequiredService<StoreParts>();
        await parts.Store.PutSchedulesAsync(
            new ScheduleChanges([], []) { Set = ScheduleSetChange.Remove("app") }, Cancellation);
        var removed = await NextAsync();
        Assert.Equal(("app", 2L), (removed.ScheduleSet, removed.Version));
        Assert.Contains("is removed", _log.Lines[^1]);
    }

    [Fact]
    public async Task Row_T_3b_a_newer_set_is_found_within_30_seconds_when_every_signal_is_lost()
    {
        var time = new FakeTime();
        await using var store = new LocalStore(new LocalStoreOptions(), time);
        var shared = await SharedStore.OfAsync(store, new SilentWake());
        await using var host = await StartAsync(shared, _ => { }, time);
        await store.PutSchedulesAsync(ScheduleChanges.OfSet("app", 5, []), Cancellation);
        // A loop that has not come to its wait yet would count from after the advance.
        await new JobRun(time, shared.Parts).UntilIdleAsync(cancellation: Cancellation);
        Assert.False(_reloads.Reader.TryRead(out _));
        time.Advance(TimeSpan.FromSeconds(30));
        var found = await NextAsync();
        Assert.Equal(("app", 5L), (found.ScheduleSet, found.Version));
    }

    [Fact]
    public async Task A_schedule_that_is_there_keeps_the_set_out_until_it_is_adopted()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        var shared = await SharedStore.OfAsync(store);
        await using (await StartAsync(
            shared, g => g.AddSchedule("a", When.Every(Minute), "h", 1).AddScheduleSet("app", 1, Two)))
            Assert.Contains("schedule 'a' is there already and was not made by a set", _log.Lines[^1]);
        Assert.Null(await store.GetScheduleSetAsync("app", Cancellation));
        await using (await StartAsync(shared, g => g.AddScheduleSet("app", 1, set => Add(set.Adopt()))))
            Assert.Equal("app", (await NextAsync()).ScheduleSet);
    }

    [Fact]
    public async Task Row_T11_two_schedules_of_a_name_and_two_sets_of_a_name_keep_the_program_from_starting()
    {
        await Assert.ThrowsAsync<InvalidJobException>(() => TestHost.StartAsync(
            g => g.AddScheduleSet("app", 1, set => Add(set).Add("a", When.Every(Minute), "h", 1))));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestHost.StartAsync(g => g.AddScheduleSet("app", 1, Two).AddScheduleSet("app", 2, Two)));
        await Assert.ThrowsAsync<InvalidJobException>(() => TestHost.StartAsync(g => g.AddScheduleSet("app", -1, Two)));
    }

    [Fact]
    public async Task Row_T_3c_2_a_stored_schedule_that_cannot_be_read_keeps_no_set_from_being_stored()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        var shared = await SharedStore.OfAsync(store);
        var unreadable = new Schedule
        {
            Id = "bad", Trigger = new UnreadableTrigger("cron nonsense", "why"), Job = new JobSpec { Handler = "h" },
        };
        await store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(unreadable)], []), Cancellation);
        await using (await StartAsync(shared, g => g.AddScheduleSet("app", 1, Two)))
            Assert.Equal("app", (await NextAsync()).ScheduleSet);
        Assert.NotNull((await store.GetScheduleAsync("a", Cancellation))!.Next);
    }

    [Fact]
    public async Task Arguments_of_a_set_carry_the_version_that_the_program_declares()
    {
        await using var host = await TestHost.StartAsync(g => g.ArgsVersion("h", 4).AddScheduleSet("app", 1, Two));
        var stored = await host.Services.GetRequiredService<IJobQuery>().GetScheduleAsync("a", Cancellation);
        Assert.Equal(4, stored!.Schedule.Job.ArgsVersion);
    }

    private static ScheduleSetBuilder Add(ScheduleSetBuilder set) =>
        set.Add("a", When.Every(Minute), "h", 1).Add("b", When.Cron("0 2 * * *"), "h", 2);

    private static void Two(ScheduleSetBuilder set) => Add(set);

    private Task<TestHost> StartAsync(SharedStore store, Action<GnomonBuilder> configure, TimeProvider? time = null) =>
        TestHost.StartAsync(
            g =>
            {
                g.WrapStore(_ => store.Parts).AddListener(happened =>
                {
                    if (happened.Kind == GnomonEventKind.Reloaded) _reloads.Writer.TryWrite(happened);
                });
                configure(g);
            },
            services =>
            {
                if (time is not null) services.AddSingleton(time);
                services.AddSingleton<ILoggerFactory>(new SetLog(_log));
            });

    private async Task<GnomonEvent> NextAsync() => await _reloads.Reader.ReadAsync(Cancellation);

    /// <summary>Keeps what is logged of sets.</summary>
    private sealed class SetLog(ListLogger<ScheduleSetWatch> log) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is >= 1230 and < 1240) log.Log(logLevel, eventId, state, exception, formatter);
        }

        public void Dispose()
        {
        }
    }
}
