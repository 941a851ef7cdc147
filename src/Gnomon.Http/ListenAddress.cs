using System.Net;

namespace Gnomon.Http;

/// <summary>The addresses that a server may listen on while no keys are configured: those of this machine only.
/// </summary>
public static class ListenAddress
{
    /// <summary>Reads an address to listen on.</summary>
    /// <param name="text">A URL such as <c>http://127.0.0.1:9595</c>; port 0 takes a free one.</param>
    /// <exception cref="FormatException">It is no such URL, or other machines could reach it; the message says what is
    /// allowed.</exception>
    public static Uri Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp
            || url.AbsolutePath != "/" || url.Query.Length > 0 || url.UserInfo.Length > 0)
            throw new FormatException(
                $"'{text}' is not an address to listen on; allowed are http://127.0.0.1:PORT, http://localhost:PORT "
                + "and http://[::1]:PORT.");
        var local = url.Host == "localhost"
            || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        if (!local)
            throw new FormatException(
                $"'{text}' can be reached from other machines, and no keys are configured to keep them out; listen on "
                + "127.0.0.1, localhost or [::1].");
        return url;
    }
}
