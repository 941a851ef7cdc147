using System.Globalization;

namespace Gnomon.Redis.Deployment;

/// <summary>What a server says of itself in <c>INFO</c> and <c>CONFIG GET</c>.</summary>
/// <param name="info">The text of the former.</param>
/// <param name="config">Names and values of the latter; null when the user may not ask.</param>
internal sealed class ServerSettings(string info, IReadOnlyDictionary<string, string>? config)
{
    private readonly Dictionary<string, string> _info = info.Split('\n')
        .Select(line => line.TrimEnd('\r').Split(':', 2)).Where(pair => pair.Length == 2)
        .GroupBy(pair => pair[0]).ToDictionary(pair => pair.Key, pair => pair.Last()[1]);

    /// <summary>Whether all settings could be read.</summary>
    public bool IsComplete => config is not null;

    /// <summary><c>7.0.15</c>.</summary>
    public string Version => Told("redis_version") ?? "of an unknown version";

    /// <summary>Whether it is still reading its data into memory.</summary>
    public bool IsLoading => Told("loading") == "1";

    /// <summary>What it removes when its memory is full.</summary>
    public string EvictionPolicy => Told("maxmemory_policy") ?? Set("maxmemory-policy") ?? "noeviction";

    /// <summary>Whether each change is written to a file that is read at the start.</summary>
    public bool IsAppending => (Set("appendonly") ?? (Told("aof_enabled") == "1" ? "yes" : "no")) == "yes";

    /// <summary><c>always</c>, <c>everysec</c> or <c>no</c>; null when it is not known.</summary>
    public string? Sync => Set("appendfsync");

    /// <summary>When it writes all its data to a file: pairs of seconds and changes; null when it is not known.</summary>
    public string? Snapshots => Set("save");

    /// <summary>Replicas that are connected now.</summary>
    public int Replicas => int.TryParse(Told("connected_slaves"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count : 0;

    private string? Told(string name) => _info.GetValueOrDefault(name);

    private string? Set(string name) => config?.GetValueOrDefault(name);
}
