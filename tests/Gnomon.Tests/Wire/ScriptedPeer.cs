using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gnomon.Tests.Wire;

/// <summary>A server of a test's own: it does with each connection what the script says, and tells what went wrong when it
/// ends.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<PeerConnection, Task> _script;
    private readonly ConcurrentBag<Task> _running = [];
    private readonly Task _accepting;
    private int _accepted;

    /// <param name="script">Runs for each connection, which is closed when it ends.</param>
    public ScriptedPeer(Func<PeerConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>What the script threw, other than for a connection that the client closed.</summary>
    public ConcurrentQueue<Exception> Errors { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                _running.Add(ServeAsync(new PeerConnection(socket, ++_accepted, _stop.Token)));
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(PeerConnection connection)
    {
        try
        {
            await _script(connection);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // The client has gone, or the test is over.
        }
        catch (Exception error)
        {
            Errors.Enqueue(error);
        }
        finally
        {
            connection.Dispose();
        }
    }
}
