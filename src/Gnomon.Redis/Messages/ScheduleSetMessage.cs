using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>A declared set as read_schedules.lua tells it.</summary>
internal static class ScheduleSetMessage
{
    public static StoredScheduleSet Read(ref MessageReader reader) => Read(ref reader, out _, out _);

    /// <param name="reader">Stands at the set, and behind it afterwards.</param>
    /// <param name="content">Stands for what was declared with its version.</param>
    /// <param name="stamp">Tells it from what it was and will be.</param>
    public static StoredScheduleSet Read(ref MessageReader reader, out string content, out long stamp)
    {
        reader.Array();
        var set = new StoredScheduleSet(
            reader.Text(), reader.Number(), (int)reader.Number(), RedisTime.Instant(reader.Number()), reader.Bool());
        (content, stamp) = (reader.Text(), reader.Number());
        return set;
    }
}
