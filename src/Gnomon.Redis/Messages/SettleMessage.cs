using System.Buffers.Binary;
using System.Buffers.Text;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>Reports on attempts, under way and ended.</summary>
internal static class SettleMessage
{
    /// <exception cref="InvalidJobException">A result is too large.</exception>
    public static void Check(IReadOnlyList<Settlement> settlements)
    {
        foreach (var settlement in settlements)
            if (settlement.Result.Length > JobLimits.MaxResultBytes)
                throw new InvalidJobException(
                    "result",
                    $"takes {settlement.Result.Length:N0} bytes; at most {JobLimits.MaxResultBytes:N0} are allowed");
    }

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

    public static void Write(MessageWriter writer, IReadOnlyList<Settlement> settlements, ClaimedPlaces places)
    {
        writer.Array(settlements.Count);
        foreach (var settlement in settlements)
        {
            var leavesNothing = LeavesNothing(settlement);
            if (!leavesNothing) writer.Array(8);
            WriteToken(writer, settlement.Token, places);
            if (leavesNothing) continue;
            writer.Number((int)settlement.Kind);
            writer.Number(RedisTime.Micros(settlement.Wait));
            writer.Text(Cut(settlement.Error, JobLimits.MaxErrorLength));
            if (settlement.Result.IsEmpty) writer.Nil();
            else writer.Bytes(settlement.Result.Span);
            WriteReport(writer, settlement.Progress, settlement.ProgressText, settlement.LogLines);
        }
    }

    /// <param name="answer">What the script answered.</param>
    /// <param name="count">How many settlements it was given.</param>
    public static SettleOutcome[] ReadOutcomes(ReadOnlyMemory<byte> answer, int count)
    {
        var reader = new MessageReader(answer);
        var outcomes = new SettleOutcome[count];
        if (reader.TryTrue())
        {
            Array.Fill(outcomes, new SettleOutcome(true, JobState.Succeeded));
            return outcomes;
        }

        reader.Array();
        for (var i = 0; i < outcomes.Length; i++) outcomes[i] = ReadOutcome(ref reader);
        return outcomes;
    }

    private static SettleOutcome ReadOutcome(ref MessageReader reader)
    {
        if (reader.TryNothing()) return SettleOutcome.Stale;
        if (reader.IsNumber) return new SettleOutcome(true, (JobState)reader.Number());
        reader.Array();
        return new SettleOutcome(true, (JobState)reader.Number())
        {
            Freed = reader.Bool(), Effects = EffectsMessage.Read(ref reader),
        };
    }

    /// <summary>Whether a job succeeded and there is nothing to keep of it.</summary>
    private static bool LeavesNothing(Settlement settlement) =>
        settlement.Kind == SettlementKind.Succeeded && settlement.Error is null && settlement.Result.IsEmpty
        && settlement.Progress is null && settlement.ProgressText is null && settlement.LogLines.Count == 0;

    /// <summary>A token as it stands in a job's record, and behind it where that is, if that is known.</summary>
    private static void WriteToken(MessageWriter writer, AttemptToken token, ClaimedPlaces places)
    {
        Span<byte> bytes = stackalloc byte[20 + 19];
        BinaryPrimitives.WriteInt32BigEndian(bytes, token.Attempt);
        token.Job.Value.TryWriteBytes(bytes[4..], bigEndian: true, out _);
        var digits = 0;
        if (places.Find(token.Job) is > 0 and var place) Utf8Formatter.TryFormat(place, bytes[20..], out digits);
        writer.Bytes(bytes[..(20 + digits)]);
    }

    private static void WriteReport(
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

    private static string? Cut(string? text, int most) => text is { } full && full.Length > most ? full[..most] : text;
}
