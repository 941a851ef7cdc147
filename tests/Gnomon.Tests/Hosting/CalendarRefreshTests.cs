using Gnomon.Api;
using Gnomon.Hosting;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Executables;
using Gnomon.Tests.Local;
using Gnomon.Tests.Workers;
using Gnomon.Triggers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class CalendarRefreshTests
{
    private static readonly NamedCalendar Year2026 = new("de", [new DateOnly(2026, 12, 25)]);
    private static readonly ExclusionDocument Holidays = new() { Calendar = "de" };
    private static readonly NamedCalendar Year2027 = new("de", [new DateOnly(2027, 12, 25)]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_with_other_dates_of_a_calendar_puts_its_schedules_anew_once()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, [Year2026], async api =>
        {
            await PutAsync(api, "holidays", new ExclusionDocument { Calendar = "de", Zone = "Europe/Berlin" });
            await PutAsync(api, "other", new ExclusionDocument { Calendar = "fr", Dates = ["2026-07-14"] });
            await PutAsync(api, "dates", new ExclusionDocument { Dates = ["2026-12-25"] });
        });
        foreach (var _ in Enumerable.Range(0, 2))
            await RunAsync(folder, [Year2027], async api =>
            {
                var renewed = await api.GetScheduleAsync("holidays", Cancellation);
                var exclusion = Assert.Single(renewed.Trigger!.Exclude!);
                Assert.Equal(["2027-12-25"], exclusion.Dates);
                Assert.Equal(("de", "Europe/Berlin", 2L), (exclusion.Calendar, exclusion.Zone, renewed.Revision));
                Assert.Equal(1, (await api.GetScheduleAsync("other", Cancellation)).Revision);
                Assert.Equal(1, (await api.GetScheduleAsync("dates", Cancellation)).Revision);
            });
        await RunAsync(folder, [], async api =>
            Assert.Equal(2, (await api.GetScheduleAsync("holidays", Cancellation)).Revision));
    }

    [Fact]
    public async Task More_schedules_than_one_page_holds_are_all_looked_at()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, [Year2026], async api =>
        {
            for (var i = 0; i < 101; i++) await PutAsync(api, $"s{i:000}", Holidays);
        });
        await RunAsync(folder, [Year2027], async api =>
        {
            var all = await api.ListSchedulesAsync(null, 200, Cancellation);
            Assert.Equal(101, all.Items.Count(schedule => schedule.Trigger!.Exclude![0].Dates![0] == "2027-12-25"));
        });
    }

    [Fact]
    public async Task A_schedule_that_somebody_changes_in_between_keeps_that_change_and_gets_the_dates()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        await PutAsync(new StoreApi(store.Parts, TimeProvider.System, [Year2026]), "s", Holidays);
        var stored = (await store.Parts.Query.GetScheduleAsync("s", Cancellation))!;
        var hooked = new HookedStore(store);
        hooked.Before = async call =>
        {
            hooked.Before = _ => ValueTask.CompletedTask;
            var changed = stored.Schedule with { CatchUp = CatchUp.All };
            await store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(changed)], []), Cancellation);
        };
        var logger = new ListLogger<CalendarRefresh>();
        var rewrite = new ScheduleRewrite(store.Parts with { Store = hooked }, TimeProvider.System);
        var refresh = new CalendarRefresh(rewrite, new KnownCalendars([Year2027]), logger);
        await refresh.RunAsync(Cancellation);
        var after = (await store.Parts.Query.GetScheduleAsync("s", Cancellation))!;
        Assert.Equal((3L, CatchUp.All), (after.Revision, after.Schedule.CatchUp));
        Assert.EndsWith("except calendar de 2027-12-25", after.Schedule.Trigger.Text, StringComparison.Ordinal);
        Assert.Contains("Schedule s has the dates", Assert.Single(logger.Lines));
    }

    [Fact]
    public async Task What_came_due_while_the_server_was_down_is_decided_by_the_old_dates_first()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 12, 24, 12, 0, 0, TimeSpan.Zero));
        await using var store = new LocalStore(new LocalStoreOptions(), time);
        await store.InitializeAsync(Cancellation);
        await PutAsync(new StoreApi(store.Parts, time, [Year2026]), "s", Holidays);
        time.Advance(TimeSpan.FromHours(47));
        var logger = new ListLogger<CalendarRefresh>();
        var rewrite = new ScheduleRewrite(store.Parts, time);
        await new CalendarRefresh(rewrite, new KnownCalendars([Year2027]), logger).RunAsync(Cancellation);
        var after = (await store.Parts.Query.GetScheduleAsync("s", Cancellation))!;
        // The 25th was left out by the dates of 2026; the 26th came due two hours ago, and is caught up.
        var tick = Assert.Single((await store.Parts.Query.ListTicksAsync("s", null, 10, Cancellation)).Items);
        Assert.Equal(
            (new DateTimeOffset(2026, 12, 26, 9, 0, 0, TimeSpan.Zero), TickOutcome.Ran), (tick.At, tick.Outcome));
        Assert.Equal(
            (2L, new DateTimeOffset(2026, 12, 27, 9, 0, 0, TimeSpan.Zero)), (after.Revision, after.Next!.Value));
    }

    [Fact]
    public async Task Dates_that_a_trigger_cannot_hold_leave_it_as_it_is_and_are_logged()
    {
        await using var store = new LocalStore(new LocalStoreOptions(), TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        await PutAsync(new StoreApi(store.Parts, TimeProvider.System, [Year2026]), "s", Holidays);
        var many = new NamedCalendar("de", [.. Enumerable.Range(0, 1600).Select(new DateOnly(2026, 1, 1).AddDays)]);
        var logger = new ListLogger<CalendarRefresh>();
        var rewrite = new ScheduleRewrite(store.Parts, TimeProvider.System);
        await new CalendarRefresh(rewrite, new KnownCalendars([many]), logger).RunAsync(Cancellation);
        Assert.Equal(1, (await store.Parts.Query.GetScheduleAsync("s", Cancellation))!.Revision);
        Assert.Contains("at most 16384 are allowed", Assert.Single(logger.Lines));
    }

    [Fact]
    public void A_calendar_needs_a_name_of_its_own_and_a_date()
    {
        var services = new ServiceCollection();
        services.AddGnomon(gnomon =>
        {
            gnomon.AddCalendar(Year2026);
            Assert.Contains("'de'", Assert.Throws<ArgumentException>(() => gnomon.AddCalendar(Year2027)).Message);
            Assert.Throws<ArgumentException>(() => gnomon.AddCalendar(new NamedCalendar("x", [])));
            Assert.Throws<ArgumentException>(() => gnomon.AddCalendar(new NamedCalendar("a b", Year2026.Dates)));
        });
    }

    private static Task PutAsync(IGnomonApi api, string id, ExclusionDocument exclusion) => api.PutScheduleAsync(
        id,
        new ScheduleDocument
        {
            Handler = "add", Trigger = new TriggerDocument { Cron = "0 9 * * *", Exclude = [exclusion] },
        },
        null,
        Cancellation);

    private static async Task RunAsync(
        TemporaryFolder folder, IEnumerable<NamedCalendar> calendars, Func<IGnomonApi, Task> look)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGnomon(gnomon =>
        {
            gnomon.UseStore($"local:{folder.Path}");
            foreach (var calendar in calendars) gnomon.AddCalendar(calendar);
        });
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        await look(host.Services.GetRequiredService<IGnomonApi>());
        await host.StopAsync(Cancellation);
    }
}
