using System.Buffers;
using System.Buffers.Binary;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Messages;

/// <summary>What a claim answers.</summary>
internal static class ClaimMessage
{
    private const int PlainRecordBytes = 50;

    /// <summary>Reads an answer where it is; see claim.lua.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="nonce">That of the call.</param>
    /// <param name="places">Where it is noted where plain jobs stand.</param>
    public static ClaimAnswer Read(ref RespReader reply, ReadOnlySpan<byte> nonce, ClaimedPlaces places)
    {
        var elements = reply.ReadArray();
        var claim = nonce.ToArray();
        var head = new MessageReader(reply.ReadBytes());
        head.Array();
        DateTimeOffset? due = head.TryNothing() ? null : RedisTime.Instant(head.Number());
        var effects = EffectsMessage.Read(ref head);
        var now = RedisTime.Instant(head.Number());
        var jobs = new List<ClaimedJob>(elements / 3);
        while (!reply.IsAtEnd)
        {
            if (reply.Peek() != RespKind.Number)
            {
                jobs.Add(ReadPlain(ref reply, claim, places));
                continue;
            }

            reply.Skip();
            var job = new MessageReader(reply.ReadBytes());
            jobs.Add(ReadJob(ref job));
        }

        return new ClaimAnswer(jobs, due) { Effects = effects, StoreNow = now };
    }

    /// <summary>A plain job, as it was accepted. Where things stand is told in core.lua.</summary>
    private static ClaimedJob ReadPlain(ref RespReader reply, byte[] claim, ClaimedPlaces places)
    {
        Span<byte> record = stackalloc byte[PlainRecordBytes];
        if (!reply.TryReadBytes(out var bytes)) throw new FormatException("A claim answered a job without its record.");
        bytes.CopyTo(record);
        var id = new JobId(new Guid(record.Slice(5, 16), bigEndian: true));
        var created = (long)BinaryPrimitives.ReadDoubleBigEndian(record[34..]);
        var due = (long)BinaryPrimitives.ReadDoubleBigEndian(record[42..]);
        var spec = SpecMessage.Read(reply.ReadBytes(), priority: record[21], node: null, default);
        places.Note(new ClaimedPlace(id, reply.ReadInt64(), claim));
        return new ClaimedJob(new AttemptToken(id, 1), spec)
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
