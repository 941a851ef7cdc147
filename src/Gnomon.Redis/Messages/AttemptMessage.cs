using System.Buffers.Binary;
using System.Buffers.Text;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>Attempts, as renewals and settlements name them, and what their handlers report.</summary>
internal static class AttemptMessage
{
    /// <summary>Renewals; see renew.lua.</summary>
    public static void Write(MessageWriter writer, IReadOnlyList<LeaseRenewal> renewals, ClaimedPlaces places)
    {
        writer.Array(renewals.Count);
        foreach (var renewal in renewals)
        {
            writer.Array(5);
            WriteToken(writer, renewal.Token, places);
            writer.Number(RedisTime.Micros(renewal.Lease));
            WriteReport(writer, renewal.Progress, renewal.ProgressText, renewal.LogLines);
        }
    }

    /// <summary>A token as it stands in a job's record, and behind it where that is, if that is known.</summary>
    public static void WriteToken(MessageWriter writer, AttemptToken token, ClaimedPlaces places)
    {
        Span<byte> bytes = stackalloc byte[20 + 19];
        BinaryPrimitives.WriteInt32BigEndian(bytes, token.Attempt);
        token.Job.Value.TryWriteBytes(bytes[4..], bigEndian: true, out _);
        var digits = 0;
        if (places.Find(token.Job) is { } place) Utf8Formatter.TryFormat(place.Number, bytes[20..], out digits);
        writer.Bytes(bytes[..(20 + digits)]);
    }

    /// <summary>What a handler reported: progress, the text beside it, log lines.</summary>
    public static void WriteReport(
        MessageWriter writer, double? progress, string? text, IReadOnlyList<string> lines)
    {
        if (progress is { } share) writer.Double(share);
        else writer.Nil();
        writer.Text(Cut(text, JobLimits.MaxProgressTextLength));
        if (lines.Count == 0)
        {
            writer.Nil();
            return;
        }

        writer.Array(lines.Count);
        foreach (var line in lines)
        {
            var kept = Math.Min(line.Length, JobLimits.MaxLogLineLength);
            writer.Array(2);
            writer.Number(kept);
            writer.Text(line.AsSpan(0, kept));
        }
    }

    /// <summary>The beginning of a text that is too long.</summary>
    public static string? Cut(string? text, int most) => text is { } full && full.Length > most ? full[..most] : text;
}
