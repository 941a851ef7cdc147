using System.Globalization;

namespace Gnomon.Wire.Resp;

/// <summary>Takes URLs of Redis apart. Its messages never show what stands before an at sign, nor the value of an option
/// that holds a password.</summary>
internal static class RespUrlReader
{
    private const string Sentinel = "redis-sentinel";
    private const string Forms =
        "redis://host:port/database, rediss://host:port/database or redis-sentinel://host:port,host:port/service/database";

    public static RespUrl Read(string text)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = end < 0 ? "" : text[..end].ToLowerInvariant();
        if (scheme is not ("redis" or "rediss" or Sentinel))
            throw new FormatException($"A Redis URL is {Forms}; this one begins with '{(end < 0 ? "" : text[..end] + "://")}'.");
        var (address, query) = Cut(text[(end + 3)..], '?');
        if (address.Contains('#') || query?.Contains('#') == true)
            throw new FormatException("The Redis URL holds '#'; write %23 where it is part of a name or a password.");
        var at = address.LastIndexOf('@');
        // Then what stands before may be a part of a password, which no message may show.
        if (at < 0 && query?.Contains('@') == true)
            throw new FormatException("The Redis URL holds '@' behind '?': write %3F and %40 where they are part of a name or a password.");
        var path = address[(at + 1)..].Split('/');
        var url = new RespUrl
        {
            Deployment = scheme == Sentinel ? RespDeployment.Sentinel : RespDeployment.Single,
            Tls = scheme == "rediss" ? new WireTlsOptions() : null,
            Hosts = Hosts(path[0], scheme == Sentinel ? RespUrl.DefaultSentinelPort : RespUrl.DefaultPort),
        };
        if (at >= 0) url = Credentials(url, address[..at]);
        url = scheme == Sentinel ? Service(url, path) : path.Length > 2
            ? throw new FormatException($"The Redis URL has too many parts behind its hosts: '/{string.Join('/', path[1..])}'; one database is allowed.")
            : url with { Database = Database(path.ElementAtOrDefault(1)) };
        url = query is null ? url : new RespUrlQuery(url).Read(query);
        if (url is { Deployment: RespDeployment.Single, Hosts.Count: > 1 })
            throw new FormatException($"The Redis URL names {url.Hosts.Count} hosts; add ?cluster=true when they are nodes of a cluster.");
        if (url is { Deployment: RespDeployment.Cluster, Database: not 0 })
            throw new FormatException($"The Redis URL names database {url.Database}; a cluster has only database 0.");
        return url;
    }

    public static (string Before, string? After) Cut(string text, char at)
    {
        var index = text.IndexOf(at);
        return index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);
    }

    private static RespUrl Credentials(RespUrl url, string text)
    {
        var (user, password) = Cut(text, ':');
        if (password is null or "")
            throw new FormatException("The Redis URL has a user without a password: write user:password@host, or :password@host.");
        return url with
        {
            User = user.Length == 0 ? null : Uri.UnescapeDataString(user), Password = Uri.UnescapeDataString(password),
        };
    }

    private static RespUrl Service(RespUrl url, string[] path)
    {
        if (path.Length < 2 || path[1].Length == 0)
            throw new FormatException("The Redis URL names no service of the Sentinels: write redis-sentinel://host:port/service.");
        if (path.Length > 3)
            throw new FormatException($"The Redis URL has too many parts behind its hosts: '/{string.Join('/', path[1..])}'; a service and a database are allowed.");
        return url with { Service = Uri.UnescapeDataString(path[1]), Database = Database(path.ElementAtOrDefault(2)) };
    }

    private static int Database(string? text)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var database) && database <= 1_000_000
            ? database : throw new FormatException($"The Redis URL's database '{text}' is not a number from 0 to 1,000,000.");
    }

    private static List<WireEndpoint> Hosts(string text, int defaultPort) =>
        [.. text.Split(',').Select(part => Host(part, defaultPort))];

    private static WireEndpoint Host(string text, int defaultPort)
    {
        if (text.Length == 0) throw new FormatException($"The Redis URL names no host: it is {Forms}.");
        string host;
        string? port;
        if (text[0] == '[')
        {
            var close = text.IndexOf(']');
            if (close < 0 || (close + 1 < text.Length && text[close + 1] != ':'))
                throw new FormatException($"The Redis URL's host '{text}' has no closing bracket before its port.");
            host = text[1..close];
            port = close + 1 < text.Length ? text[(close + 2)..] : null;
            if (Uri.CheckHostName(host) != UriHostNameType.IPv6)
                throw new FormatException($"The Redis URL's host '{text}' is not an IPv6 address.");
        }
        else
        {
            (host, port) = Cut(text, ':');
            if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
                throw new FormatException($"The Redis URL's host '{host}' is not a name or an address; an IPv6 address needs brackets.");
        }

        if (port is null) return new WireEndpoint(host, defaultPort);
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535
            ? new WireEndpoint(host, number)
            : throw new FormatException($"The Redis URL's port of host '{host}' is not a number from 1 to 65535.");
    }
}
