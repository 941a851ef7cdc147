using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>What a claim answers.</summary>
internal static class ClaimMessage
{
    public static ClaimAnswer Read(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var jobs = new ClaimedJob[reader.Array()];
        for (var i = 0; i < jobs.Length; i++) jobs[i] = ReadJob(ref reader);
        DateTimeOffset? due = reader.TryNothing() ? null : RedisTime.Instant(reader.Number());
        var effects = EffectsMessage.Read(ref reader);
        return new ClaimAnswer(jobs, due) { Effects = effects, StoreNow = RedisTime.Instant(reader.Number()) };
    }

    private static ClaimedJob ReadJob(ref MessageReader reader)
    {
        reader.Array();
        var token = new AttemptToken(new JobId(reader.Guid()), (int)reader.Number());
        var (failures, spent, snoozes) = ((int)reader.Number(), (int)reader.Number(), (int)reader.Number());
        var (created, due) = (reader.Number(), reader.Number());
        var (priority, node) = ((byte)reader.Number(), reader.OptionalText());
        var replacement = reader.TryNothing() ? default : reader.Bytes();
        return new ClaimedJob(token, SpecMessage.Read(reader.Bytes(), priority, node, replacement))
        {
            Failures = failures, Spent = spent, Snoozes = snoozes, CreatedAt = RedisTime.Instant(created),
            RunAt = RedisTime.Instant(due),
        };
    }
}
