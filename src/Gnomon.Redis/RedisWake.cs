using System.Buffers;
using Gnomon.Jobs;
using Gnomon.Redis.Messages;
using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis;

/// <summary>Hints between processes, published on one channel. Losing one costs latency only, so nothing is repeated.
/// </summary>
internal sealed class RedisWake(RedisStoreOptions options, RespConnection connection) : IWakeSignal
{
    private readonly Lock _changes = new();
    private readonly string _channel = $"{{{options.Tag}}}:wake";
    private Action<WakeHint>[] _listeners = [];

    /// <summary>Begins to listen.</summary>
    public Task StartAsync(CancellationToken cancellation) =>
        connection.SubscribeAsync(_channel, Receive, cancellation);

    public async ValueTask SignalAsync(WakeHint hint, CancellationToken cancellation)
    {
        var writer = new MessageWriter(64);
        writer.Array(4);
        writer.Number((int)hint.Topic);
        writer.Number(hint.NotBefore?.UtcTicks);
        writer.Array(hint.Jobs.Count);
        foreach (var job in hint.Jobs) writer.Guid(job.Value);
        writer.Number(hint.Wait?.Ticks);
        using var command = RespCommand.Create("PUBLISH"u8).Add(_channel).Add(writer.Written.Span);
        try
        {
            await connection.ExecuteAsync(command, RespParsers.Any, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WireException or RespServerException)
        {
            // Whoever waits looks by itself at its poll interval.
        }
    }

    public IDisposable Listen(Action<WakeHint> onHint)
    {
        ArgumentNullException.ThrowIfNull(onHint);
        lock (_changes) _listeners = [.. _listeners, onHint];
        return new Registration(this, onHint);
    }

    private void Receive(in ReadOnlySequence<byte> payload)
    {
        var reader = new MessageReader(payload.ToArray());
        var parts = reader.Array();
        var topic = (WakeTopic)reader.Number();
        DateTimeOffset? notBefore = reader.TryNothing() ? null : new DateTimeOffset(reader.Number(), TimeSpan.Zero);
        var jobs = EffectsMessage.ReadJobs(ref reader);
        // Earlier versions send three parts.
        TimeSpan? wait = parts < 4 || reader.TryNothing() ? null : new TimeSpan(reader.Number());
        var hint = new WakeHint(topic, notBefore, jobs) { Wait = wait };
        foreach (var listener in Volatile.Read(ref _listeners)) listener(hint);
    }

    private void Forget(Action<WakeHint> onHint)
    {
        lock (_changes)
        {
            var index = Array.IndexOf(_listeners, onHint);
            if (index >= 0) _listeners = [.. _listeners[..index], .. _listeners[(index + 1)..]];
        }
    }

    private sealed class Registration(RedisWake wake, Action<WakeHint> onHint) : IDisposable
    {
        private Action<WakeHint>? _onHint = onHint;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _onHint, null) is { } listener) wake.Forget(listener);
        }
    }
}
