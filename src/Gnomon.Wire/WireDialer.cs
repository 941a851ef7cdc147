using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gnomon.Wire;

/// <summary>Makes the stream of a connection: TCP with keep-alive, and TLS when asked for.</summary>
internal static class WireDialer
{
    private const int KeepAliveAfterSeconds = 15;
    private const int KeepAliveEverySeconds = 5;
    private const int KeepAliveProbes = 3;

    public static async Task<Stream> DialAsync(
        WireEndpoint endpoint, WireTlsOptions? tls, WireCodec codec, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveAfterSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveEverySeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
            await socket.ConnectAsync(new DnsEndPoint(endpoint.Host, endpoint.Port), cancellation).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            await codec.GreetAsync(stream, cancellation).ConfigureAwait(false);
            return tls is null ? stream : await SecureAsync(stream, endpoint, tls, cancellation).ConfigureAwait(false);
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(
        Stream plain, WireEndpoint endpoint, WireTlsOptions tls, CancellationToken cancellation)
    {
        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(Terms(endpoint, tls), cancellation).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions Terms(WireEndpoint endpoint, WireTlsOptions tls)
    {
        var terms = new SslClientAuthenticationOptions { TargetHost = tls.ServerName ?? endpoint.Host };
        if (tls.ClientCertificateFile is { } own)
            terms.ClientCertificates = [X509Certificate2.CreateFromPemFile(own)];
        if (tls.AcceptAnyCertificate)
            terms.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        else if (tls.Thumbprint is { } thumbprint)
            terms.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null
                && certificate.GetCertHashString(HashAlgorithmName.SHA256)
                    .Equals(thumbprint.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        else if (tls.AuthorityFile is { } file)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(authorities);
            terms.CertificateChainPolicy = policy;
        }

        return terms;
    }
}
