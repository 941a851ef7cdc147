using System.Net;
using System.Net.Sockets;

namespace Gnomon.WebCalls;

/// <summary>Opens the connections of web calls. The addresses are judged here, where they are used: a name that is
/// resolved again afterwards could have another one by then.</summary>
/// <param name="hosts">Says which addresses are allowed.</param>
/// <param name="resolve">Finds the addresses of a name.</param>
internal sealed class GuardedConnections(
    HostList hosts, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>The platform goes on connecting when the call that wanted the connection has ended; this ends it too.
    /// </summary>
    private static readonly TimeSpan MostConnecting = TimeSpan.FromSeconds(30);

    /// <summary>A handler that goes straight to the host: no proxy, no redirects, no cookies, no credentials.</summary>
    public SocketsHttpHandler ToHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = WebCallLimits.MaxResponseHeaderBytes / 1024,
        // A body that was not read to its end ends its connection.
        MaxResponseDrainSize = 0,
        // Changes of addresses are seen after this.
        PooledConnectionLifetime = Lifetime,
        ConnectTimeout = MostConnecting,
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal)
            ? [literal]
            : await resolve(host, cancellation).ConfigureAwait(false);
        var allowed = addresses.Where(address => hosts.Refusal(address, port) is null).ToList();
        if (allowed.Count == 0 && addresses.Length > 0)
            throw new RefusedAddressException(
                $"{host} has {hosts.Refusal(addresses[0], port)}, {addresses[0]}, which may not be called from here; "
                + "allowed are public addresses, and others that this worker lists");
        SocketException? failure = null;
        foreach (var address in allowed)
            try
            {
                return await OpenAsync(new IPEndPoint(address, port), cancellation).ConfigureAwait(false);
            }
            catch (SocketException error)
            {
                failure ??= error;
            }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Stream> OpenAsync(IPEndPoint end, CancellationToken cancellation)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
