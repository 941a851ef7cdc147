using System.Collections.Concurrent;

namespace Gnomon.Telemetry;

/// <summary>What this process knows of its own life: when its nodes were last heard by the cluster, and whether its loops
/// run.</summary>
/// <param name="time">The clock; only elapsed time is looked at.</param>
internal sealed class NodePulse(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _heard = new(StringComparer.Ordinal);
    private volatile Func<string?>[] _loops = [];

    /// <summary>The cluster has heard a node of this process.</summary>
    public void Heard(string node) => _heard[node] = time.GetTimestamp();

    /// <summary>A node of this process has left.</summary>
    public void Left(string node) => _heard.TryRemove(node, out _);

    /// <summary>Sets what runs: each answers what is wrong with it, or null.</summary>
    public void Watch(params Func<string?>[] loops) => _loops = loops;

    /// <summary>What is wrong, in sentences; null when nothing is.</summary>
    /// <param name="within">How long a node may be unheard.</param>
    public string? Trouble(TimeSpan within)
    {
        var troubles = new List<string>();
        foreach (var loop in _loops)
            if (loop() is { } trouble)
                troubles.Add(trouble);
        foreach (var (node, at) in _heard)
            if (time.GetElapsedTime(at) is var silent && silent > within)
                troubles.Add($"The cluster has not heard node {node} for {Span.Text(silent)}; "
                    + $"at most {Span.Text(within)} is allowed.");
        return troubles.Count == 0 ? null : string.Join(' ', troubles);
    }
}
