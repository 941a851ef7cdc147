namespace Gnomon.Wire;

/// <summary>How a connection is made, kept and bounded, whatever its protocol.</summary>
public sealed record WireOptions
{
    /// <summary>The server, unless <see cref="ResolveAsync"/> tells another one.</summary>
    public WireEndpoint Endpoint { get; init; } = new("127.0.0.1", 0);

    /// <summary>Asked for the server before each attempt to connect, or null. It lets a discovery such as Sentinel lead a
    /// reconnect elsewhere.</summary>
    public Func<CancellationToken, ValueTask<WireEndpoint>>? ResolveAsync { get; init; }

    /// <summary>TLS, or null for a plain connection.</summary>
    public WireTlsOptions? Tls { get; init; }

    /// <summary>How long one attempt to connect may take, hand-shake included, and how long a command waits for a
    /// connection. 1 ms to 1 h; 5 s by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a command waits for its answer, and how long a server may be silent while it owes one before the
    /// connection is given up. It is noticed up to a tenth late, at most 1 s. 1 ms to 24 h, or infinite; 5 s by default.
    /// </summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may be silent before it is asked for a sign of life. 1 ms to 24 h; 10 s by default.
    /// </summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The upper end of the random wait before the first reconnect; it doubles with each failure. 1 ms to 1 h;
    /// 50 ms by default.</summary>
    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The largest upper end of the random wait. At least <see cref="BackoffFirst"/>, at most 1 h; 2 s by default.
    /// </summary>
    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of commands that may wait for their answers; further callers wait. 1,024 to 1,073,741,824.</summary>
    public int MaxInFlightBytes { get; init; } = WireLimits.DefaultMaxInFlightBytes;

    /// <summary>Bytes of the largest reply that is accepted. 1,024 to 1,073,741,824.</summary>
    public int MaxReplyBytes { get; init; } = WireLimits.DefaultMaxReplyBytes;

    /// <summary>Told what happens to the connection, on a thread of the pool, one call at a time; null for nobody. It must
    /// return quickly.</summary>
    public Action<WireChange>? OnChange { get; init; }

    /// <summary>The clock of time-outs and back-off.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The source of the jitter. A seeded one makes it repeatable.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names option, value and range.
    /// </exception>
    public void Validate()
    {
        if (ResolveAsync is null)
        {
            if (string.IsNullOrWhiteSpace(Endpoint.Host)) throw new ArgumentException("Endpoint: the host is empty.");
            if (Endpoint.Port is < 1 or > 65535) throw new ArgumentException($"Endpoint: port {Endpoint.Port} is not 1 to 65535.");
        }

        var hour = TimeSpan.FromHours(1);
        Check(nameof(ConnectTimeout), ConnectTimeout, hour);
        if (CommandTimeout != Timeout.InfiniteTimeSpan) Check(nameof(CommandTimeout), CommandTimeout, 24 * hour);
        Check(nameof(PingInterval), PingInterval, 24 * hour);
        Check(nameof(BackoffFirst), BackoffFirst, hour);
        Check(nameof(BackoffCap), BackoffCap, hour);
        if (BackoffCap < BackoffFirst)
            throw new ArgumentException($"BackoffCap: {BackoffCap} is less than BackoffFirst, {BackoffFirst}.");
        Check(nameof(MaxInFlightBytes), MaxInFlightBytes);
        Check(nameof(MaxReplyBytes), MaxReplyBytes);
    }

    private static void Check(string name, TimeSpan value, TimeSpan most)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > most)
            throw new ArgumentException($"{name}: {value} is not in the range from 1 ms to {most}.");
    }

    private static void Check(string name, int value)
    {
        if (value is < 1_024 or > 1_073_741_824)
            throw new ArgumentException($"{name}: {value} is not in the range from 1,024 to 1,073,741,824.");
    }
}
