using Gnomon.Store;

namespace Gnomon.Codecs;

/// <summary>The encoded form of a queue's limits.
/// <code>parts · [concurrency] · [per key] · [rate] · [rate per key]</code>
/// A rate is its kind, count, ticks, and burst or 0.</summary>
internal static class LimitsCodec
{
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Concurrency = 1,
        PerKeyConcurrency = 2,
        Rate = 4,
        PerKeyRate = 8,
        StrictOrder = 16,
        All = Concurrency | PerKeyConcurrency | Rate | PerKeyRate | StrictOrder,
    }

    public static void Write(RecordWriter writer, QueueLimits limits)
    {
        var parts = (limits.Concurrency is null ? 0 : Parts.Concurrency)
            | (limits.PerKeyConcurrency is null ? 0 : Parts.PerKeyConcurrency)
            | (limits.Rate is null ? 0 : Parts.Rate)
            | (limits.PerKeyRate is null ? 0 : Parts.PerKeyRate)
            | (limits.StrictOrder ? Parts.StrictOrder : 0);
        writer.Byte((byte)parts);
        if (limits.Concurrency is { } concurrency) writer.Number(concurrency);
        if (limits.PerKeyConcurrency is { } perKey) writer.Number(perKey);
        if (limits.Rate is { } rate) Write(writer, rate);
        if (limits.PerKeyRate is { } perKeyRate) Write(writer, perKeyRate);
    }

    /// <exception cref="InvalidDataException">A newer program wrote parts that this one does not know.</exception>
    public static QueueLimits Read(ref RecordReader reader)
    {
        var parts = (Parts)reader.Byte();
        if ((parts & ~Parts.All) != 0)
            throw new InvalidDataException($"a queue has limits that this program does not know: {(byte)parts}");
        var limits = new QueueLimits { StrictOrder = parts.HasFlag(Parts.StrictOrder) };
        if (parts.HasFlag(Parts.Concurrency)) limits = limits with { Concurrency = reader.Int32() };
        if (parts.HasFlag(Parts.PerKeyConcurrency)) limits = limits with { PerKeyConcurrency = reader.Int32() };
        if (parts.HasFlag(Parts.Rate)) limits = limits with { Rate = ReadRate(ref reader) };
        if (parts.HasFlag(Parts.PerKeyRate)) limits = limits with { PerKeyRate = ReadRate(ref reader) };
        return limits;
    }

    private static void Write(RecordWriter writer, RateLimit rate)
    {
        writer.Byte((byte)rate.Kind);
        writer.Number(rate.Count);
        writer.Number(rate.Per.Ticks);
        writer.Number(rate.Burst ?? 0);
    }

    private static RateLimit ReadRate(ref RecordReader reader)
    {
        var kind = (RateKind)reader.Byte();
        var count = reader.Int32();
        var per = new TimeSpan(reader.Number());
        var burst = reader.Int32();
        return new RateLimit(count, per, burst == 0 ? null : burst, kind);
    }
}
