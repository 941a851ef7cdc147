using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gnomon.Tests.WebCalls;

/// <summary>A server on a free port of 127.0.0.1 that answers with exactly the bytes that a test gives, one request a
/// connection. Without an answer it holds the connection until it is disposed.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<RecordedRequest, byte[]?> _answer;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private int _connections;

    private RawServer(Func<RecordedRequest, byte[]?> answer, X509Certificate2? certificate)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>How many connections were made, whether or not a request came.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Ends when the first request has come.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Ends when a client has closed a connection whose answer was held.</summary>
    public Task Left => _left.Task;

    public static RawServer Answering(Func<RecordedRequest, string?> answer) =>
        new(request => answer(request) is { } text ? Encoding.Latin1.GetBytes(text) : null, null);

    public static RawServer Answering(byte[] answer, X509Certificate2? certificate = null) =>
        new(_ => answer, certificate);

    /// <summary>An answer with a body, and the headers given one a line.</summary>
    public static RawServer Answering(int status, string body = "", params string[] headers) =>
        Answering(Answer(status, Encoding.UTF8.GetBytes(body), headers));

    public static byte[] Answer(int status, byte[] body, params string[] headers)
    {
        var head = new StringBuilder($"HTTP/1.1 {status} Said\r\nConnection: close\r\n");
        foreach (var header in headers) head.Append(header).Append("\r\n");
        head.Append($"Content-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _accepting;
        _listener.Stop();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        using (client)
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    stream = secure;
                    await secure.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closing.Token);
                }

                var request = await ReadAsync(stream);
                _requests.Enqueue(request);
                _asked.TrySetResult();
                if (_answer(request) is { } answer)
                {
                    await stream.WriteAsync(answer, _closing.Token);
                    return;
                }

                // Ends with nothing, or an error, when the client goes.
                if (await stream.ReadAsync(new byte[1], _closing.Token) == 0) _left.TrySetResult();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException
                or System.Security.Authentication.AuthenticationException)
            {
                _left.TrySetResult();
            }
    }

    private async Task<RecordedRequest> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, _closing.Token) == 0) throw new IOException("the client left");
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
        await stream.ReadExactlyAsync(body, _closing.Token);
        return new RecordedRequest(lines[0], headers, Encoding.UTF8.GetString(body));
    }
}
