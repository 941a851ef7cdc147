using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Telemetry;

/// <summary>The instruments. Their names are part of the surface: <c>docs/operations.md</c> lists them.</summary>
internal static class GnomonMeter
{
    /// <summary>The name to listen to.</summary>
    public const string Name = "Gnomon";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Enqueued =
        Meter.CreateCounter<long>("gnomon.jobs.enqueued", "{job}", "Jobs stored, new ones only.");

    public static readonly Counter<long> Claimed =
        Meter.CreateCounter<long>("gnomon.jobs.claimed", "{job}", "Jobs handed out.");

    public static readonly Counter<long> Settled =
        Meter.CreateCounter<long>("gnomon.jobs.settled", "{job}", "Attempts reported, by outcome.");

    public static readonly Counter<long> Recovered =
        Meter.CreateCounter<long>("gnomon.jobs.recovered", "{job}", "Claims whose lease had run out.");

    public static readonly Counter<long> Ticks =
        Meter.CreateCounter<long>("gnomon.schedules.ticks", "{tick}", "Ticks decided, run or skipped.");

    public static readonly Histogram<double> RunDuration =
        Meter.CreateHistogram<double>("gnomon.jobs.duration", "s", "Time of a handler's run, by outcome.");

    /// <summary>What the gauge below shows: one entry for each process part that runs duties.</summary>
    public static readonly ConcurrentDictionary<BacklogGauge, bool> Backlogs = new();

    public static readonly ObservableGauge<double> OldestReady = Meter.CreateObservableGauge(
        "gnomon.queue.oldest_ready", () => Backlogs.Keys.SelectMany(backlog => backlog.Observe()), "s",
        "How long the longest waiting ready job of a queue has been ready; 0 when none is.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("gnomon.store.duration", "s", "Time of a store call, by call.");

    public static void Ran(JobSpec spec, SettlementKind? outcome, TimeSpan taken) => RunDuration.Record(
        taken.TotalSeconds, new("queue", spec.Queue), new("handler", spec.Handler),
        new("outcome", outcome?.ToString() ?? "Lost"));

    public static void Time(string call, TimeSpan taken)
    {
        if (Duration.Enabled) Duration.Record(taken.TotalSeconds, new KeyValuePair<string, object?>("call", call));
    }
}
