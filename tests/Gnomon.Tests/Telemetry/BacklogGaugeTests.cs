using System.Diagnostics.Metrics;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Telemetry;

public sealed class BacklogGaugeTests
{
    private const string Queue = "queue-of-the-gauge";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_instrument_shows_the_age_of_each_queue_while_somebody_listens()
    {
        var time = new FakeTime();
        await using var store = new LocalStore(new LocalStoreOptions(), time);
        await store.InitializeAsync(Cancellation);
        using var gauge = new BacklogGauge(time);
        var duty = new BacklogDuty(store, gauge, time);
        await store.EnqueueAsync(
            [new JobDraft(JobId.New(time), new JobSpec { Handler = "work", Queue = Queue })], Cancellation);
        using var seen = new Seen();
        await duty.RunOnceAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(4));
        // Between two looks the age goes on with the clock.
        Assert.Equal(4, seen.Look());
        await store.ClaimAsync(new ClaimRequest("n", [Queue], 1, TimeSpan.FromSeconds(6)), Cancellation);
        await duty.RunOnceAsync(Cancellation);
        Assert.Equal(4, seen.Look());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromSeconds(5), await duty.RunOnceAsync(Cancellation));
        Assert.Equal(0, seen.Look());
        // Whoever does the duties no more shows nothing.
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Null(seen.Look());
    }

    private sealed class Seen : IDisposable
    {
        private readonly MeterListener _listener = new();
        private double? _age;

        public Seen()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument == GnomonMeter.OldestReady) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, age, tags, _) =>
            {
                if (Equals(tags[0].Value, Queue)) _age = age;
            });
            _listener.Start();
        }

        public double? Look()
        {
            _age = null;
            _listener.RecordObservableInstruments();
            return _age;
        }

        public void Dispose() => _listener.Dispose();
    }
}
