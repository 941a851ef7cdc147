using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>The counts as read_stats.lua tells them.</summary>
internal static class StatsMessage
{
    public static StoreStats Read(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var totals = new Dictionary<JobState, long>();
        var queues = new SortedDictionary<string, QueueInfo>(StringComparer.Ordinal);
        var counts = new Dictionary<string, Dictionary<JobState, long>>(StringComparer.Ordinal);
        for (var left = reader.Array(); left > 0; left--)
        {
            reader.Array();
            var (state, name, count) = ((JobState)reader.Number(), reader.Text(), reader.Number());
            if (!counts.TryGetValue(name, out var byState)) counts.Add(name, byState = []);
            byState[state] = count;
            totals[state] = totals.GetValueOrDefault(state) + count;
        }

        foreach (var (name, byState) in counts) queues.Add(name, new QueueInfo(name, false, byState));
        for (var left = reader.Array(); left > 0; left--)
        {
            reader.Array();
            var name = reader.Text();
            var (paused, limits) = QueueMessage.Read(reader.Bytes());
            // What is left of former limits makes no queue.
            if (!paused && limits == QueueLimits.None) continue;
            var known = queues.TryGetValue(name, out var queue) ? queue : new QueueInfo(name, false, new Dictionary<JobState, long>());
            queues[name] = known with { Paused = paused, Limits = limits };
        }

        var since = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var left = reader.Array(); left > 0; left--)
        {
            reader.Array();
            since[reader.Text()] = RedisTime.Instant(reader.Number());
        }

        var schedules = (int)reader.Number();
        var now = RedisTime.Instant(reader.Number());
        foreach (var (name, at) in since)
            queues[name] = queues[name] with { ReadySince = at, ReadyAge = now > at ? now - at : TimeSpan.Zero };
        return new StoreStats(totals, [.. queues.Values], schedules);
    }
}
