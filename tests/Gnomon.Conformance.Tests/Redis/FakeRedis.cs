using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>A server that answers each piece of bytes as the test says, for versions and moments that no real one on this
/// machine has. Its clients must send one command at a time.</summary>
internal sealed class FakeRedis : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string> _answer;
    private readonly Task _accepting;

    /// <param name="answer">Takes a command as it is on the wire, and answers a reply as it is on the wire.</param>
    public FakeRedis(Func<string, string> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public static string Hello(string version) => "%4\r\n" + Bulk("version") + Bulk(version) + Bulk("proto") + ":3\r\n"
        + Bulk("mode") + Bulk("standalone") + Bulk("role") + Bulk("master");

    public static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true) served.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
            try
            {
                var buffer = new byte[65_536];
                while (await socket.ReceiveAsync(buffer, SocketFlags.None, _stop.Token) is > 0 and var length)
                    await socket.SendAsync(
                        Encoding.UTF8.GetBytes(_answer(Encoding.UTF8.GetString(buffer, 0, length))), SocketFlags.None, _stop.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // The client has gone, or the test is over.
            }
    }
}
