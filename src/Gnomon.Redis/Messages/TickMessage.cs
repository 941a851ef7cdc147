using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis.Messages;

/// <summary>Ticks as fire.lua reads and keeps them. Why one was skipped is kept as what it takes to say so.</summary>
internal static class TickMessage
{
    /// <summary>Why a tick of a backfill is passed over: such a one is answered, never kept.</summary>
    private const int RanBefore = 5;

    /// <summary>Reads a tick that is kept.</summary>
    public static Tick Read(ReadOnlyMemory<byte> stored)
    {
        var reader = new MessageReader(stored);
        reader.Array();
        var tick = new Tick(reader.Instant(), RedisTime.Instant(reader.Number()), (TickOutcome)reader.Number());
        tick = tick with
        {
            Job = reader.TryNothing() ? null : new JobId(reader.Guid()),
            Reason = ReadReason(ref reader, out _),
            Until = reader.TryNothing() ? null : reader.Instant(),
        };
        return reader.Bool() ? FireReasons.OfBackfill(tick) : tick;
    }

    /// <summary>Reads how a tick was decided.</summary>
    /// <param name="reader">Stands at the decision, and behind it afterwards.</param>
    /// <param name="asked">The tick that was asked for, with the instant of the decision.</param>
    /// <param name="kind">What makes it fire.</param>
    public static Tick ReadDecided(ref MessageReader reader, Tick asked, FireKind kind)
    {
        var isPassedOver = false;
        var tick = asked;
        if (!reader.TryTrue())
        {
            reader.Array();
            var outcome = (TickOutcome)reader.Number();
            JobId? job = reader.TryNothing() ? null : new JobId(reader.Guid());
            tick = asked with { Outcome = outcome, Job = job, Reason = ReadReason(ref reader, out isPassedOver) };
        }

        return Asked(tick, asked, kind, isPassedOver);
    }

    /// <summary>A tick that was decided as it was asked for.</summary>
    public static Tick AsAsked(Tick asked, FireKind kind) => Asked(asked, asked, kind, isPassedOver: false);

    private static Tick Asked(Tick tick, Tick asked, FireKind kind, bool isPassedOver) =>
        kind == FireKind.Backfill && asked.Outcome != TickOutcome.Skipped && !isPassedOver
            ? FireReasons.OfBackfill(tick)
            : tick;

    private static string? ReadReason(ref MessageReader reader, out bool isPassedOver)
    {
        isPassedOver = false;
        if (reader.TryNothing()) return null;
        if (reader.IsArray)
        {
            reader.Array();
            var (key, holder, action) = (reader.Text(), new JobId(reader.Guid()), (DuplicateAction)reader.Number());
            return action == DuplicateAction.Return
                ? TickRecord.HeldBy(key, holder)
                : TickRecord.ReplacedBy(key, holder, action);
        }

        if (!reader.IsNumber) return reader.Text();
        var code = reader.Number();
        isPassedOver = code == RanBefore;
        return code switch
        {
            1 => FireReasons.Overlap,
            2 => FireReasons.OneBuffered,
            3 => FireReasons.AllBuffered,
            4 => FireReasons.Buffered,
            RanBefore => FireReasons.RanBefore,
            _ => throw new InvalidDataException($"A tick has the reason {code}; this program knows 1 to {RanBefore}."),
        };
    }
}
