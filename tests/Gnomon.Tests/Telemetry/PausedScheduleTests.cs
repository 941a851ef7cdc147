using System.Collections.Concurrent;
using Gnomon.Api;
using Gnomon.Hosting;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Gnomon.Tests.Executables;
using Xunit;

namespace Gnomon.Tests.Telemetry;

/// <summary>Who is told of a schedule that is paused because its runs fail.</summary>
public sealed class PausedScheduleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_that_pauses_itself_is_logged_and_told_to_listeners_once_with_its_reason()
    {
        var (time, log, heard) = (new FakeTime(), new ListLogger<ObservedStore>(), new ConcurrentQueue<GnomonEvent>());
        await using var engine = new LocalStore(new LocalStoreOptions(), time);
        var feed = new EventFeed(() => [new ListenerFunction(heard.Enqueue)], engine, time, log);
        var store = new ObservedStore(engine, engine.Parts.Wake, time, null, feed, log);
        await store.InitializeAsync(Cancellation);
        feed.Start();
        var api = new StoreApi(engine.Parts with { Store = store }, time);
        await api.PutScheduleAsync(
            "nightly",
            new ScheduleDocument
            {
                Trigger = new TriggerDocument { Every = "1h" }, Handler = "work", PauseAfterFailures = 2,
            },
            null, Cancellation);
        for (var run = 1; run <= 3; run++)
        {
            await api.TriggerScheduleAsync("nightly", null, Cancellation);
            var claim = new ClaimRequest("n", ["default"], 1, TimeSpan.FromSeconds(6));
            var token = (await store.ClaimAsync(claim, Cancellation)).Jobs.Single().Token;
            await store.SettleAsync(
                [new Settlement(token, SettlementKind.Dead) { Error = $"failure {run}" }], Cancellation);
        }

        await feed.StopAsync();
        var told = Assert.Single(heard, happened => happened.Kind == GnomonEventKind.SchedulePaused);
        var reason = (await api.GetScheduleAsync("nightly", Cancellation)).Reason;
        Assert.Equal(("nightly", reason, null), (told.Schedule, told.Error, told.Job));
        Assert.Contains("paused because 2 runs in a row failed", reason, StringComparison.Ordinal);
        Assert.EndsWith("failure 2", reason, StringComparison.Ordinal);
        Assert.Equal($"Schedule nightly is {reason}", Assert.Single(log.Lines));
    }
}
