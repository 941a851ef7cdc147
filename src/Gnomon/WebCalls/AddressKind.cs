using System.Net;

namespace Gnomon.WebCalls;

/// <summary>Tells public addresses from those of this machine, of its networks, and of special use (RFC 6890 and the
/// registries that it names).</summary>
internal static class AddressKind
{
    private static readonly (IPNetwork Network, string Kind)[] Special =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "an unspecified address"),
        (IPNetwork.Parse("10.0.0.0/8"), "a private address"),
        (IPNetwork.Parse("100.64.0.0/10"), "an address of a carrier's NAT"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private address"),
        (IPNetwork.Parse("192.0.0.0/24"), "a reserved address"),
        (IPNetwork.Parse("192.0.2.0/24"), "an address for documentation"),
        (IPNetwork.Parse("192.88.99.0/24"), "an address of a 6to4 relay"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private address"),
        (IPNetwork.Parse("198.18.0.0/15"), "an address for benchmarks"),
        (IPNetwork.Parse("198.51.100.0/24"), "an address for documentation"),
        (IPNetwork.Parse("203.0.113.0/24"), "an address for documentation"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved address"),
        (IPNetwork.Parse("::/128"), "an unspecified address"),
        (IPNetwork.Parse("::1/128"), "a loopback address"),
        (IPNetwork.Parse("fc00::/7"), "a unique-local address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("fec0::/10"), "a site-local address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
        (IPNetwork.Parse("2001::/23"), "a reserved address"),
        (IPNetwork.Parse("2001:db8::/32"), "an address for documentation"),
        (IPNetwork.Parse("2002::/16"), "a 6to4 address"),
        (IPNetwork.Parse("3fff::/20"), "an address for documentation"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Networks that hold an IPv4 address in their last 32 bits and reach it through a gateway.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>What an address is that is not public, with its article; null for a public one.</summary>
    public static string? NotPublic(IPAddress address)
    {
        // No name has such an address in good faith: it is a way around filters that look only for plain ones.
        if (address.IsIPv4MappedToIPv6) return NotPublic(address.MapToIPv4()) ?? "an IPv4-mapped address";
        foreach (var (network, kind) in Special)
            if (network.Contains(address))
                return kind;
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork) return null;
        if (Nat64.Contains(address)) return NotPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        // What has not been given out for public use is none.
        return GlobalUnicast.Contains(address) ? null : "a reserved address";
    }
}
