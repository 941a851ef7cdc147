using Gnomon.Api;
using Gnomon.Hosting;
using Gnomon.Store;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class CalendarRefreshTests
{
    private static readonly NamedCalendar Year2026 = new("de", [new DateOnly(2026, 12, 25)]);
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
        var holidays = new ExclusionDocument { Calendar = "de" };
        await RunAsync(folder, [Year2026], async api =>
        {
            for (var i = 0; i < 101; i++) await PutAsync(api, $"s{i:000}", holidays);
        });
        await RunAsync(folder, [Year2027], async api =>
        {
            var all = await api.ListSchedulesAsync(null, 200, Cancellation);
            Assert.Equal(101, all.Items.Count(schedule => schedule.Trigger!.Exclude![0].Dates![0] == "2027-12-25"));
        });
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
