using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>What a sweep answers.</summary>
internal static class SweepMessage
{
    public static SweepAnswer Read(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var promoted = (int)reader.Number();
        var lost = new LostAttempt[reader.Array()];
        for (var i = 0; i < lost.Length; i++)
        {
            reader.Array();
            var token = new AttemptToken(new JobId(reader.Guid()), (int)reader.Number());
            lost[i] = new LostAttempt(token, reader.Text());
        }

        var pruned = (int)reader.Number();
        DateTimeOffset? due = reader.TryNothing() ? null : RedisTime.Instant(reader.Number());
        return new SweepAnswer(promoted, lost.Length, pruned, due)
        {
            Lost = lost, Ended = EffectsMessage.ReadJobs(ref reader), Freed = reader.Bool(), More = reader.Bool(),
            Effects = EffectsMessage.Read(ref reader), StoreNow = RedisTime.Instant(reader.Number()),
        };
    }
}
