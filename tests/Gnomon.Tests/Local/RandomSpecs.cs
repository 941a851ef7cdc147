using Gnomon.Jobs;
using Gnomon.Retries;

namespace Gnomon.Tests.Local;

/// <summary>Specifications with any of their parts.</summary>
internal static class RandomSpecs
{
    public static JobSpec Next(Random random) => new()
    {
        Handler = Text(random),
        Queue = Text(random),
        Priority = (byte)random.Next(10),
        Args = Bytes(random),
        Retry = Retry(random),
        Timeout = Maybe(random) ? new TimeSpan(random.NextInt64(1, long.MaxValue)) : null,
        Deadline = Maybe(random) ? Instant(random) : null,
        Key = Maybe(random) ? Text(random) : null,
        Tags = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Text(random))],
        Retention = Maybe(random) ? new TimeSpan(random.NextInt64(1, long.MaxValue)) : null,
        Schedule = Maybe(random) ? Text(random) : null,
        LimitKey = Maybe(random) ? Text(random) : null,
        Headers = Enumerable.Range(0, random.Next(3)).ToDictionary(i => i + Text(random), _ => Text(random)),
        ArgsVersion = Maybe(random) ? random.Next() : 0,
        Parent = Maybe(random) ? new JobId(new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)) : null,
    };

    public static DateTimeOffset Instant(Random random) =>
        new(random.NextInt64(1, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);

    public static bool Maybe(Random random) => random.Next(2) == 0;

    public static string Text(Random random)
    {
        string[] parts = ["a", "Z", "0", "-", "é", "日", "🕰"];
        return string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => parts[random.Next(parts.Length)]));
    }

    public static UniqueRule Unique(Random random) => new()
    {
        Scope = (KeyScope)random.Next(3),
        Hold = (KeyHold)random.Next(3),
        OnDuplicate = (DuplicateAction)random.Next(4),
        Period = Maybe(random) ? new TimeSpan(random.NextInt64(1, long.MaxValue)) : null,
    };

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static RetryPolicy Retry(Random random) => random.Next(3) switch
    {
        0 => RetryPolicy.None,
        1 => RetryPolicy.After([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Span(random))]),
        _ => RetryPolicy.Growing(
            (Backoff)random.Next(1, 4), random.Next(2, 1000), Span(random), Maybe(random) ? Span(random) : null,
            random.NextDouble()),
    };

    private static TimeSpan Span(Random random) => new(random.NextInt64(TimeSpan.TicksPerDay));
}
