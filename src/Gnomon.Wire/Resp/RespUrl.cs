using System.Globalization;
using System.Text;

namespace Gnomon.Wire.Resp;

/// <summary>The parts of <c>redis://</c>, <c>rediss://</c> (TLS) and <c>redis-sentinel://</c> URLs.</summary>
/// <remarks>
/// <c>redis://[user[:password]@]host[:port][,host[:port]...][/database][?option=value&amp;...]</c>, and
/// <c>redis-sentinel://[user[:password]@]host[:port],.../service[/database][?...]</c>. Options that are understood here:
/// <c>cluster</c>, <c>tls</c> and <c>insecure</c> (true or false), <c>server-name</c>, <c>ca</c> (PEM file),
/// <c>cert</c> (PEM file with key), <c>thumbprint</c> (SHA-256), <c>connect-timeout</c>, <c>command-timeout</c>,
/// <c>ping-interval</c> (<c>500ms</c>, <c>5s</c>, <c>2m</c>), <c>client-name</c>, <c>sentinel-user</c>,
/// <c>sentinel-password</c>. Others are handed on in <see cref="Others"/>. Characters with a meaning in URLs are written
/// with a percent sign: <c>%40</c> for <c>@</c>.
/// </remarks>
public sealed record RespUrl
{
    /// <summary>The port of a server without one.</summary>
    public const int DefaultPort = 6379;

    /// <summary>The port of a Sentinel without one.</summary>
    public const int DefaultSentinelPort = 26379;

    /// <summary>How the hosts belong together.</summary>
    public RespDeployment Deployment { get; init; }

    /// <summary>The hosts: exactly one for a single server.</summary>
    public IReadOnlyList<WireEndpoint> Hosts { get; init; } = [];

    /// <summary>The service that Sentinels are asked for; null unless they are named.</summary>
    public string? Service { get; init; }

    /// <summary>The user, or null.</summary>
    public string? User { get; init; }

    /// <summary>The password, or null. It is never shown.</summary>
    public string? Password { get; init; }

    /// <summary>The user at the Sentinels, or null.</summary>
    public string? SentinelUser { get; init; }

    /// <summary>The password at the Sentinels, or null. It is never shown.</summary>
    public string? SentinelPassword { get; init; }

    /// <summary>The database; 0 unless the URL names one.</summary>
    public int Database { get; init; }

    /// <summary>The name of the connections, or null.</summary>
    public string? ClientName { get; init; }

    /// <summary>How servers are trusted, or null without TLS.</summary>
    public WireTlsOptions? Tls { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = new WireOptions().ConnectTimeout;

    /// <summary>How long a command waits for its answer.</summary>
    public TimeSpan CommandTimeout { get; init; } = new WireOptions().CommandTimeout;

    /// <summary>How long a connection may be silent before it is asked for a sign of life.</summary>
    public TimeSpan PingInterval { get; init; } = new WireOptions().PingInterval;

    /// <summary>The options that are not understood here, for whoever uses the connection.</summary>
    public IReadOnlyDictionary<string, string> Others { get; init; } = new Dictionary<string, string>();

    /// <summary>Takes a URL apart.</summary>
    /// <exception cref="FormatException">It is malformed; the message says what and where, and shows no password.
    /// </exception>
    public static RespUrl Parse(string text) => RespUrlReader.Read(text);

    /// <summary>Options for a connection to one of the hosts, or to one that was discovered.</summary>
    /// <param name="endpoint">The server.</param>
    public RespOptions ToOptions(WireEndpoint endpoint) => new()
    {
        User = User,
        Password = Password,
        Database = Database,
        ClientName = ClientName,
        Wire = new WireOptions
        {
            Endpoint = endpoint,
            Tls = Tls,
            ConnectTimeout = ConnectTimeout,
            CommandTimeout = CommandTimeout,
            PingInterval = PingInterval,
        },
    };

    /// <summary>Options for a connection to a Sentinel.</summary>
    /// <param name="endpoint">The Sentinel.</param>
    public RespOptions ToSentinelOptions(WireEndpoint endpoint) =>
        ToOptions(endpoint) with { User = SentinelUser, Password = SentinelPassword, Database = 0 };

    /// <summary>The URL in its usual form, without user and password.</summary>
    public override string ToString()
    {
        var scheme = Deployment == RespDeployment.Sentinel ? "redis-sentinel" : Tls is null ? "redis" : "rediss";
        var text = new StringBuilder($"{scheme}://{string.Join(',', Hosts)}");
        if (Service is not null) text.Append('/').Append(Uri.EscapeDataString(Service));
        if (Deployment != RespDeployment.Cluster)
            text.Append(CultureInfo.InvariantCulture, $"/{Database}");
        return text.ToString();
    }
}
