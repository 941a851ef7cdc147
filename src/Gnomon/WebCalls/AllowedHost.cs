using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gnomon.Triggers;

namespace Gnomon.WebCalls;

/// <summary>One entry of the list of hosts that may be called.</summary>
/// <param name="Scheme"><c>https</c> or <c>http</c>.</param>
/// <param name="Name">The name in ASCII and lower case; null when the entry is an address or a network.</param>
/// <param name="Subdomains">Whether it stands for the names below <paramref name="Name"/>, and not for it.</param>
/// <param name="Network">The network; an address is one of its own. Null when the entry is a name.</param>
/// <param name="Port">The port that is named, or null.</param>
internal sealed record AllowedHost(string Scheme, string? Name, bool Subdomains, IPNetwork? Network, int? Port)
{
    private const string Allowed =
        "allowed are [https://|http://]host[:port], with a name, *.name, an address or a network as the host, such as "
        + "api.example.com, http://*.example.com:8080, 127.0.0.1 or 10.0.0.0/8";

    private const string SchemeMark = "://";

    private static readonly char[] Separators = ['@', '?', '#', '\\', '%'];

    /// <summary>Reads an entry.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AllowedHost Parse(string text)
    {
        var (scheme, rest) = (Uri.UriSchemeHttps, text);
        if (text.IndexOf(SchemeMark, StringComparison.Ordinal) is >= 0 and var mark)
        {
            scheme = text[..mark].ToLowerInvariant();
            rest = text[(mark + SchemeMark.Length)..];
            if (scheme != Uri.UriSchemeHttps && scheme != Uri.UriSchemeHttp)
                throw Fault(text, "its scheme is neither https nor http");
        }

        if (rest.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || Separators.Contains(c)))
            throw Fault(text, "it holds more than a host and a port");
        var (host, portText) = Split(text, rest);
        int? port = portText is null ? null : ReadPort(text, portText);
        if (ReadNetwork(text, host) is { } network) return new AllowedHost(scheme, null, false, network, port);

        var subdomains = host.StartsWith("*.", StringComparison.Ordinal);
        return new AllowedHost(scheme, ReadName(text, subdomains ? host[2..] : host), subdomains, null, port);
    }

    /// <summary>Whether this entry lists the host of a URL.</summary>
    public bool Admits(Uri url)
    {
        if (url.Scheme != Scheme || url.Port != (Port ?? (Scheme == Uri.UriSchemeHttps ? 443 : 80))) return false;
        var host = url.IdnHost.Trim('[', ']');
        if (Network is { } network) return IPAddress.TryParse(host, out var address) && network.Contains(address);
        if (url.HostNameType != UriHostNameType.Dns) return false;
        var name = host.TrimEnd('.').ToLowerInvariant();
        return Subdomains ? name.EndsWith($".{Name}", StringComparison.Ordinal) : name == Name;
    }

    /// <summary>Whether this entry lists an address that is not public. An IPv4 address in the clothes of IPv6 counts
    /// as the plain one.</summary>
    public bool Lists(IPAddress address, int port) =>
        Network is { } network && network.Contains(address) && (Port is null || Port == port);

    /// <summary>Parts host and port. An IPv6 address with a port stands in brackets.</summary>
    private static (string Host, string? Port) Split(string text, string rest)
    {
        if (!rest.StartsWith('['))
        {
            var colon = rest.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 || colon != rest.LastIndexOf(':') ? (rest, null) : (rest[..colon], rest[(colon + 1)..]);
        }

        var close = rest.IndexOf(']', StringComparison.Ordinal);
        if (close < 0) throw Fault(text, "its bracket is not closed");
        var (inside, behind) = (rest[1..close], rest[(close + 1)..]);
        if (!inside.Contains(':', StringComparison.Ordinal))
            throw Fault(text, "brackets are for addresses of IPv6");
        var mark = behind.IndexOf(':', StringComparison.Ordinal);
        return mark < 0 ? (inside + behind, null) : (inside + behind[..mark], behind[(mark + 1)..]);
    }

    private static int ReadPort(string text, string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= 65535
            ? number
            : throw Fault(text, "its port is not a number from 1 to 65535");

    private static IPNetwork? ReadNetwork(string text, string host)
    {
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        var addressText = slash < 0 ? host : host[..slash];
        // The platform also reads 127.1 and 0x7f000001; an entry is to mean what people read in it.
        if (!IPAddress.TryParse(addressText, out var address)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != addressText))
            return slash < 0 ? null : throw Fault(text, "it has a path");
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (slash < 0) return new IPNetwork(address, bits);
        if (!int.TryParse(host[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix > bits)
            throw Fault(text, $"the length of its prefix is not a number from 0 to {bits}");
        var network = new IPNetwork(address, prefix);
        // The platform clears such bits; whoever set them meant another network, or an address.
        return network.BaseAddress.Equals(address)
            ? network
            : throw Fault(text, $"its address has bits set behind the prefix; the network is {network}");
    }

    private static string ReadName(string text, string name)
    {
        if (name.Length == 0) throw Fault(text, "it has no host");
        if (name.Contains('*', StringComparison.Ordinal))
            throw Fault(text, "a star stands only for the first part of a name, before a dot");
        if (!Uri.TryCreate($"https://{name}", UriKind.Absolute, out var url)
            || url.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4) || url.PathAndQuery != "/")
            throw Fault(text, "its host is not a name");
        if (url.HostNameType == UriHostNameType.IPv4) throw Fault(text, $"it is an address; write it as {url.Host}");
        return url.IdnHost.TrimEnd('.').ToLowerInvariant();
    }

    private static FormatException Fault(string text, string problem) =>
        new($"'{Excerpt.Of(text)}' does not name hosts: {problem}; {Allowed}");
}
