using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>The settings of a queue. Limits are an array: 1 concurrency, 2 per key, 3 rate, 4 rate per key (each: count,
/// per, burst, kind), 5 strict order.</summary>
internal static class QueueMessage
{
    public static void Write(MessageWriter writer, QueueChange change)
    {
        writer.Array(3);
        writer.Text(change.Queue);
        if (change.Paused is { } paused) writer.Bool(paused);
        else writer.Nil();
        if (change.Limits is not { } limits) writer.Nil();
        else if (limits == QueueLimits.None) writer.Bool(false);
        else WriteLimits(writer, limits);
    }

    public static (bool Paused, QueueLimits Limits) Read(ReadOnlyMemory<byte> stored)
    {
        var reader = new MessageReader(stored);
        reader.Array();
        var paused = reader.Bool();
        if (reader.TryNothing()) return (paused, QueueLimits.None);
        reader.Array();
        return (paused, new QueueLimits
        {
            Concurrency = ReadCount(ref reader), PerKeyConcurrency = ReadCount(ref reader), Rate = ReadRate(ref reader),
            PerKeyRate = ReadRate(ref reader), StrictOrder = reader.Bool(),
        });
    }

    private static void WriteLimits(MessageWriter writer, QueueLimits limits)
    {
        writer.Array(5);
        WriteCount(writer, limits.Concurrency);
        WriteCount(writer, limits.PerKeyConcurrency);
        WriteRate(writer, limits.Rate);
        WriteRate(writer, limits.PerKeyRate);
        writer.Bool(limits.StrictOrder);
    }

    private static void WriteCount(MessageWriter writer, int? count)
    {
        if (count is { } most) writer.Number(most);
        else writer.Bool(false);
    }

    private static void WriteRate(MessageWriter writer, RateLimit? rate)
    {
        if (rate is null)
        {
            writer.Bool(false);
            return;
        }

        writer.Array(4);
        writer.Number(rate.Count);
        writer.Number(RedisTime.Micros(rate.Per));
        WriteCount(writer, rate.Burst);
        writer.Number((int)rate.Kind);
    }

    private static int? ReadCount(ref MessageReader reader) => reader.TryNothing() ? null : (int)reader.Number();

    private static RateLimit? ReadRate(ref MessageReader reader)
    {
        if (reader.TryNothing()) return null;
        reader.Array();
        var (count, per) = ((int)reader.Number(), reader.Number());
        var burst = ReadCount(ref reader);
        return new RateLimit(
            count, TimeSpan.FromTicks(per * TimeSpan.TicksPerMicrosecond), burst, (RateKind)reader.Number());
    }
}
