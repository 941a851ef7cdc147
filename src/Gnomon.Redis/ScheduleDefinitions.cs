using Gnomon.Triggers;

namespace Gnomon.Redis;

/// <summary>Definitions that were read, by the stamp that the store gave each: firing a schedule needs its definition again
/// and again, and reading one costs more than deciding its tick. One that another process replaced meanwhile does no
/// harm: scripts compare the stamp.</summary>
internal sealed class ScheduleDefinitions
{
    private const int MaxKept = 10_000;

    private readonly Lock _changes = new();
    private readonly Dictionary<string, (long Stamp, Schedule Schedule)> _known = new(StringComparer.Ordinal);

    /// <summary>The definition of a schedule with its stamp, or null when it has not been read.</summary>
    public (long Stamp, Schedule Schedule)? Find(string id)
    {
        lock (_changes) return _known.TryGetValue(id, out var known) ? known : null;
    }

    /// <summary>The definition of a schedule, read if it is not known in this stamp.</summary>
    /// <param name="id">Which.</param>
    /// <param name="stamp">Its stamp.</param>
    /// <param name="encoded">As it is stored.</param>
    public Schedule Get(string id, long stamp, ReadOnlyMemory<byte> encoded)
    {
        if (Find(id) is { } known && known.Stamp == stamp) return known.Schedule;
        var schedule = Messages.ScheduleMessage.Decode(encoded);
        lock (_changes)
        {
            if (_known.Count >= MaxKept) _known.Clear();
            _known[id] = (stamp, schedule);
        }

        return schedule;
    }

    /// <summary>Forgets a definition.</summary>
    public void Drop(string id)
    {
        lock (_changes) _known.Remove(id);
    }
}
