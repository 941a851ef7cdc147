using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gnomon.Tests.Wire;

/// <summary>The server's side of one connection of a <see cref="ScriptedPeer"/>. It reads commands with code of its own.
/// </summary>
internal sealed class PeerConnection(Socket socket, int number, CancellationToken stop) : IDisposable
{
    /// <summary>What Redis 7 says, shortened.</summary>
    public const string Hello3 = "%2\r\n$7\r\nversion\r\n$5\r\n7.0.0\r\n$5\r\nproto\r\n:3\r\n";

    private readonly byte[] _buffer = new byte[8192];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;

    /// <summary>Counted from 1.</summary>
    public int Number => number;

    public CancellationToken Stop => stop;

    /// <summary>Answers the first command, which says hello.</summary>
    public async Task<string[]> GreetAsync()
    {
        var hello = await ReadAsync();
        await SendAsync(Hello3);
        return hello;
    }

    /// <summary>Reads one command.</summary>
    /// <exception cref="EndOfStreamException">The client has closed the connection.</exception>
    public async Task<string[]> ReadAsync()
    {
        var arguments = new string[await ReadHeadAsync('*')];
        for (var i = 0; i < arguments.Length; i++)
        {
            var bytes = new byte[await ReadHeadAsync('$')];
            for (var at = 0; at < bytes.Length; at++) bytes[at] = await ReadByteAsync();
            await ReadByteAsync();
            await ReadByteAsync();
            arguments[i] = Encoding.UTF8.GetString(bytes);
        }

        return arguments;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes, stop);
        await _stream.FlushAsync(stop);
    }

    /// <summary>Goes over to TLS, as the server.</summary>
    public async Task SecureAsync(X509Certificate2 certificate)
    {
        var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
        _stream = secure;
    }

    /// <summary>Waits until the client or the test ends the connection, reading whatever comes.</summary>
    public async Task IdleAsync()
    {
        while (await _stream.ReadAsync(_buffer, stop) > 0) _start = _end = 0;
    }

    public void Dispose() => _stream.Dispose();

    private async Task<int> ReadHeadAsync(char mark)
    {
        var line = new StringBuilder();
        while (await ReadByteAsync() is var one && one != '\n') line.Append((char)one);
        if (line.Length < 3 || line[0] != mark || line[^1] != '\r')
            throw new InvalidOperationException($"'{line}' was sent where {mark} and a number were due.");
        return int.Parse(line.ToString(1, line.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private async ValueTask<byte> ReadByteAsync()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, await _stream.ReadAsync(_buffer, stop));
            if (_end == 0) throw new EndOfStreamException();
        }

        return _buffer[_start++];
    }
}
