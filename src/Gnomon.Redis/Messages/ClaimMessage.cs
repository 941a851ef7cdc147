using System.Buffers.Binary;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>What a claim answers.</summary>
internal static class ClaimMessage
{
    /// <param name="answer">What the script answered.</param>
    /// <param name="places">Where it is noted where plain jobs stand.</param>
    public static ClaimAnswer Read(ReadOnlyMemory<byte> answer, ClaimedPlaces places)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var left = reader.Array();
        var jobs = new List<ClaimedJob>(left);
        while (left > 0)
        {
            var isPlain = !reader.IsArray;
            jobs.Add(isPlain ? ReadPlain(ref reader, places) : ReadJob(ref reader));
            left -= isPlain ? 3 : 1;
        }

        DateTimeOffset? due = reader.TryNothing() ? null : RedisTime.Instant(reader.Number());
        var effects = EffectsMessage.Read(ref reader);
        return new ClaimAnswer(jobs, due) { Effects = effects, StoreNow = RedisTime.Instant(reader.Number()) };
    }

    /// <summary>A plain job as its record tells it: handed out for the first time, as it was accepted. Where things stand is
    /// told in core.lua.</summary>
    private static ClaimedJob ReadPlain(ref MessageReader reader, ClaimedPlaces places)
    {
        var record = reader.Bytes().Span;
        var attempt = BinaryPrimitives.ReadInt32BigEndian(record[18..]);
        var id = new JobId(new Guid(record.Slice(22, 16), bigEndian: true));
        var created = (long)BinaryPrimitives.ReadDoubleBigEndian(record[55..]);
        var due = (long)BinaryPrimitives.ReadDoubleBigEndian(record[63..]);
        var spec = SpecMessage.Read(reader.Bytes(), priority: record[42], node: null, default);
        places.Note(id, reader.Number());
        return new ClaimedJob(new AttemptToken(id, attempt), spec)
        {
            CreatedAt = RedisTime.Instant(created), RunAt = RedisTime.Instant(due),
        };
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
