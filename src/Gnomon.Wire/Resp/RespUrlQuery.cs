using System.Globalization;

namespace Gnomon.Wire.Resp;

/// <summary>The options of a URL.</summary>
internal sealed class RespUrlQuery(RespUrl url)
{
    private const int ThumbprintDigits = 64;

    private readonly HashSet<string> _seen = [];
    private readonly Dictionary<string, string> _others = [];
    private RespUrl _url = url;

    public RespUrl Read(string query)
    {
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, raw) = RespUrlReader.Cut(part, '=');
            if (raw is null) throw new FormatException($"The Redis URL's option '{name}' has no value.");
            if (!_seen.Add(name)) throw new FormatException($"The Redis URL names the option '{name}' twice.");
            Take(name, Uri.UnescapeDataString(raw));
        }

        return _url with { Others = _others };
    }

    private void Take(string name, string value)
    {
        switch (name)
        {
            case "cluster": TakeCluster(Flag(name, value)); break;
            case "tls": _url = _url with { Tls = Flag(name, value) ? _url.Tls ?? new WireTlsOptions() : NoTls() }; break;
            case "insecure": Trust(name, tls => tls with { AcceptAnyCertificate = Flag(name, value) }); break;
            case "server-name": Trust(name, tls => tls with { ServerName = value }); break;
            case "ca": Trust(name, tls => tls with { AuthorityFile = value }); break;
            case "cert": Trust(name, tls => tls with { ClientCertificateFile = value }); break;
            case "thumbprint": Trust(name, tls => tls with { Thumbprint = Thumbprint(value) }); break;
            case "connect-timeout": _url = _url with { ConnectTimeout = Duration(name, value) }; break;
            case "command-timeout": _url = _url with { CommandTimeout = Duration(name, value) }; break;
            case "ping-interval": _url = _url with { PingInterval = Duration(name, value) }; break;
            case "client-name": _url = _url with { ClientName = value }; break;
            case "sentinel-user": _url = _url with { SentinelUser = value }; break;
            case "sentinel-password": _url = _url with { SentinelPassword = value }; break;
            default: _others.Add(name, value); break;
        }
    }

    private void TakeCluster(bool isCluster)
    {
        if (!isCluster) return;
        if (_url.Deployment == RespDeployment.Sentinel)
            throw new FormatException("The Redis URL names Sentinels and cluster=true: a cluster has no Sentinels.");
        _url = _url with { Deployment = RespDeployment.Cluster };
    }

    private WireTlsOptions? NoTls() => _url.Tls is null
        ? null : throw new FormatException("The Redis URL says rediss:// and tls=false: write redis:// for a plain connection.");

    /// <summary>With redis-sentinel:// the option tls=true stands before those about trust.</summary>
    private void Trust(string name, Func<WireTlsOptions, WireTlsOptions> change)
    {
        if (_url.Tls is not { } tls)
            throw new FormatException($"The Redis URL's option '{name}' needs TLS: write rediss://, or tls=true before it.");
        _url = _url with { Tls = change(tls) };
    }

    private static string Thumbprint(string value)
    {
        var digits = value.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == ThumbprintDigits && digits.All(char.IsAsciiHexDigit)
            ? digits : throw new FormatException($"The Redis URL's thumbprint is not {ThumbprintDigits} hexadecimal digits (SHA-256).");
    }

    private static bool Flag(string name, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException($"The Redis URL's option {name}={value} is not true or false."),
    };

    private static TimeSpan Duration(string name, string value)
    {
        var digits = value.TakeWhile(char.IsAsciiDigit).Count();
        if (int.TryParse(value.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            switch (value[digits..])
            {
                case "ms": return TimeSpan.FromMilliseconds(number);
                case "s": return TimeSpan.FromSeconds(number);
                case "m": return TimeSpan.FromMinutes(number);
            }

        throw new FormatException($"The Redis URL's option {name}={value} is not a duration such as 500ms, 5s or 2m.");
    }
}
