using System.Diagnostics.Metrics;
using Gnomon.Store;

namespace Gnomon.Telemetry;

/// <summary>What the instrument of the oldest ready jobs shows of one process. It is told of the queues now and then and
/// reckons their ages at the moment of the observation; what it was told long ago it does not show.</summary>
internal sealed class BacklogGauge : IDisposable
{
    private static readonly TimeSpan ShownFor = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private volatile Told? _told;

    public BacklogGauge(TimeProvider time)
    {
        _time = time;
        GnomonMeter.Backlogs.TryAdd(this, true);
    }

    /// <summary>Notes the ages of the queues' oldest ready jobs.</summary>
    public void Tell(IReadOnlyList<QueueInfo> queues) => _told = new Told(queues, _time.GetTimestamp());

    public IEnumerable<Measurement<double>> Observe()
    {
        if (_told is not { } told || _time.GetElapsedTime(told.At) is var since && since > ShownFor) yield break;
        foreach (var queue in told.Queues)
            yield return new Measurement<double>(
                queue.ReadyAge is { } age ? (age + since).TotalSeconds : 0,
                new KeyValuePair<string, object?>("queue", queue.Name));
    }

    public void Dispose() => GnomonMeter.Backlogs.TryRemove(this, out _);

    private sealed record Told(IReadOnlyList<QueueInfo> Queues, long At);
}
