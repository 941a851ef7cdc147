using System.Net;

namespace Gnomon.WebCalls;

/// <summary>The hosts that may be called, and the addresses that they may have.</summary>
internal sealed class HostList(IEnumerable<string> entries)
{
    private readonly AllowedHost[] _entries = [.. entries.Select(AllowedHost.Parse)];

    /// <summary>Why a URL may not be called, as a sentence; null when its host is listed.</summary>
    public string? Refusal(Uri url)
    {
        if (_entries.Any(entry => entry.Admits(url))) return null;
        var hint = url.Scheme == Uri.UriSchemeHttp ? ", those of http:// only where an entry says so" : "";
        return $"{Origin(url)} may not be called from here; allowed are the hosts that this worker lists{hint}";
    }

    /// <summary>Why an address may not be connected to; null when it is public or listed.</summary>
    public string? Refusal(IPAddress address, int port)
    {
        if (AddressKind.NotPublic(address) is not { } kind) return null;
        return _entries.Any(entry => entry.Lists(address, port)) ? null : kind;
    }

    /// <summary>A URL as far as it may be shown: the rest of it can hold secrets.</summary>
    public static string Origin(Uri url) => url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
