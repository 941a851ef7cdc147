using System.Net;
using System.Net.Sockets;

namespace Shared.Servers;

/// <summary>A listener on the loopback address that passes connections on to a server, and does with their bytes what a
/// test wants of a bad network. Each fault acts on the bytes of one direction, before they are passed on.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<ProxiedConnection> _open = [];
    private readonly Task _accepting;
    private volatile bool _refuses;
    private int _accepted;

    /// <param name="target">The server's loopback port.</param>
    public FaultProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that were accepted so far, refused ones included.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Asked for each piece on its way to the server: the connection's number from 1, and the bytes. Null passes
    /// everything on.</summary>
    public Func<int, ReadOnlyMemory<byte>, ProxyFault>? ToServer { get; set; }

    /// <summary>Asked for each piece on its way to the client.</summary>
    public Func<int, ReadOnlyMemory<byte>, ProxyFault>? ToClient { get; set; }

    /// <summary>Whether new connections are dropped as soon as they are accepted.</summary>
    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    /// <summary>Drops all connections; new ones are accepted.</summary>
    public void DropAll()
    {
        ProxiedConnection[] open;
        lock (_lock) open = [.. _open];
        foreach (var connection in open) connection.Drop();
    }

    /// <summary>Lets bytes that stalled go on.</summary>
    public void Resume()
    {
        ProxiedConnection[] open;
        lock (_lock) open = [.. _open];
        foreach (var connection in open) connection.Resume();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        DropAll();
        ProxiedConnection[] open;
        lock (_lock) open = [.. _open];
        foreach (var connection in open) await connection.Ended;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var number = Interlocked.Increment(ref _accepted);
                if (_refuses)
                {
                    client.Close(0);
                    continue;
                }

                var connection = new ProxiedConnection(
                    client, _target, piece => ToServer?.Invoke(number, piece) ?? default,
                    piece => ToClient?.Invoke(number, piece) ?? default);
                lock (_lock) _open.Add(connection);
                _ = ForgetAsync(connection);
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The proxy ends.
        }
    }

    private async Task ForgetAsync(ProxiedConnection connection)
    {
        await connection.Ended;
        lock (_lock) _open.Remove(connection);
    }
}
