using Gnomon.Store;
using Gnomon.Telemetry;

namespace Gnomon.Scheduling;

/// <summary>Looks how old the oldest ready jobs are, while somebody watches the instrument that shows it.</summary>
internal sealed class BacklogDuty(IJobQuery query, BacklogGauge gauge, TimeProvider time) : IDuty
{
    /// <summary>What the gauge shows is never older than this and the pace of the duties.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private long? _looked;

    public string Name => "backlog";

    public TimeSpan RestMost => Every;

    public async ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation)
    {
        if (!GnomonMeter.OldestReady.Enabled) return null;
        if (_looked is not { } looked || time.GetElapsedTime(looked) >= Every)
        {
            var stats = await query.GetStatsAsync(cancellation).ConfigureAwait(false);
            gauge.Tell(stats.Queues);
            _looked = time.GetTimestamp();
        }

        return time.GetUtcNow() + Every;
    }
}
