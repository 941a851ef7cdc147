using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>How a job stands, as read_explain.lua tells it.</summary>
internal static class StandingMessage
{
    public static JobStanding? Read(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        if (reader.TryNothing()) return null;
        reader.Array();
        var job = JobMessage.Read(ref reader);
        var reason = (WaitReason)reader.Number();
        DateTimeOffset? until = reader.TryNothing() ? null : RedisTime.Instant(reader.Number());
        var (limit, running) = (OptionalCount(ref reader), OptionalCount(ref reader));
        JobId? behind = reader.TryNothing() ? null : new JobId(reader.Guid());
        var missing = new string[reader.Array()];
        for (var i = 0; i < missing.Length; i++) missing[i] = reader.Text();
        return new JobStanding(job, reason)
        {
            Until = until, Limit = limit, Running = running, Behind = behind, Missing = missing,
            MissingCount = OptionalCount(ref reader), Ahead = OptionalCount(ref reader),
        };
    }

    private static int? OptionalCount(ref MessageReader reader) =>
        reader.TryNothing() ? null : (int)reader.Number();
}
