using System.Net;
using System.Net.Sockets;

namespace Shared.Servers;

/// <summary>One connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class ProxiedConnection
{
    private readonly Socket _client;
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _dropped = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _resumed = NewSignal();

    public ProxiedConnection(
        Socket client, int target, Func<ReadOnlyMemory<byte>, ProxyFault> toServer,
        Func<ReadOnlyMemory<byte>, ProxyFault> toClient)
    {
        _client = client;
        _client.NoDelay = true;
        Ended = RunAsync(target, toServer, toClient);
    }

    /// <summary>Completes when both sockets are closed.</summary>
    public Task Ended { get; }

    public void Drop() => _dropped.Cancel();

    public void Resume()
    {
        lock (_lock)
        {
            _resumed.TrySetResult();
            _resumed = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(
        int target, Func<ReadOnlyMemory<byte>, ProxyFault> toServer, Func<ReadOnlyMemory<byte>, ProxyFault> toClient)
    {
        try
        {
            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target), _dropped.Token);
            await Task.WhenAll(PumpAsync(_client, _server, toServer), PumpAsync(_server, _client, toClient));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side went, or the test dropped the connection.
        }
        finally
        {
            // A reset, as a cut network gives, and not an orderly end.
            _client.Close(0);
            _server.Close(0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, ProxyFault> decide)
    {
        var bytes = new byte[16_384];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(bytes, SocketFlags.None, _dropped.Token);
                if (count == 0) break;
                var piece = bytes.AsMemory(0, count);
                var fault = decide(piece);
                var passed = Math.Min(fault.Pass ?? count, count);
                await SendAsync(to, piece[..passed]);
                if (fault.Drop) break;
                if (!fault.Stall) continue;
                Task resumed;
                lock (_lock) resumed = _resumed.Task;
                await resumed.WaitAsync(_dropped.Token);
                await SendAsync(to, piece[passed..]);
            }
        }
        finally
        {
            await _dropped.CancelAsync();
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, _dropped.Token)..];
    }
}
