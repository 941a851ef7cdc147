using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Redis.Striping;
using Gnomon.Triggers;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis;

/// <summary>Where a store on Redis is and how it keeps its promises.</summary>
public sealed record RedisStoreOptions
{
    /// <summary>The largest <see cref="WaitReplicas"/>.</summary>
    public const int MaxWaitReplicas = 100;

    /// <summary>The largest <see cref="Stripes"/>.</summary>
    public const int MaxStripes = 64;

    private const int MaxNamespaceChars = 64;

    private static readonly string[] Schemes = ["redis://", "rediss://", "redis-sentinel://"];

    /// <summary>The server, and how it is reached. With <see cref="Discovery"/> its host is not used.</summary>
    public required RespOptions Server { get; init; }

    /// <summary>The Sentinels or the nodes of a cluster that tell where the server is; null when <see cref="Server"/> does.
    /// </summary>
    public RespUrl? Discovery { get; init; }

    /// <summary>What the keys of this store begin with, in braces: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most
    /// 64. All keys of one stripe are in one hash slot.</summary>
    public string Namespace { get; init; } = "gnomon";

    /// <summary>Over how many hash slots the namespace is spread, 1 to <see cref="MaxStripes"/>; 1 by default. The first
    /// program that opens a namespace decides; another number is refused from then on. A queue is in one stripe: that of
    /// what its name has before the first colon, or of the whole name.</summary>
    public int Stripes { get; init; } = 1;

    /// <summary>How long an ended job is kept that does not say so itself.</summary>
    public TimeSpan Retention { get; init; } = JobLimits.DefaultRetention;

    /// <summary>How long a call goes on trying while the server is away, loading or moving, before it fails. An answer that
    /// got lost is asked for again within this time too. 0 to 1 h; 10 s by default.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Replicas that must have a change of jobs or schedules before it is acknowledged. 0 to
    /// <see cref="MaxWaitReplicas"/>; 0, the default, waits for none.</summary>
    public int WaitReplicas { get; init; }

    /// <summary>How long a change waits for them; then it fails, though the master has it. 1 ms to 1 min, and less than the
    /// time that a command waits for its answer; 1 s by default.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where the store is, for people: without user and password.</summary>
    public string Place => FormattableString.Invariant(
        $"{Discovery?.ToString() ?? $"redis://{Server.Wire.Endpoint}/{Server.Database}"}?namespace={Namespace}{(Stripes == 1 ? "" : $"&stripes={Stripes}")}");

    /// <summary>Which stripe of the namespace is meant; 0 is the one that every namespace has.</summary>
    internal int Stripe { get; init; }

    /// <summary>The hash tag of its keys.</summary>
    internal string Tag => StripeMap.HashTag(Namespace, Stripe);

    /// <summary>What decides in which stripe a queue is; for tests, which have queues stand together whatever their names
    /// are.</summary>
    internal Func<string, string> TagOfQueue { get; init; } = StripeMap.TagOf;

    /// <summary>The clock that stands in for the server's; null for the server's own. For tests.</summary>
    internal TimeProvider? Clock { get; init; }

    /// <summary>Whether a store URL is one of Redis, well-formed or not.</summary>
    public static bool IsRedisUrl(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Schemes.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Takes a URL apart: <c>redis://user:password@host:port/database</c>, <c>rediss://</c> for TLS, or
    /// <c>redis-sentinel://host:port,host:port/service/database</c>, and <c>cluster=true</c> when the hosts are nodes of a
    /// cluster. Beside the options of <see cref="RespUrl"/> it may have <c>namespace</c>, <c>stripes</c>,
    /// <c>wait-replicas</c>, <c>wait-timeout</c>, <c>patience</c> and <c>retention</c>.</summary>
    /// <exception cref="FormatException">It is malformed or an option is unknown or out of its range; the message says what,
    /// and shows no password.</exception>
    public static RedisStoreOptions Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var parsed = RespUrl.Parse(url);
        var options = new RedisStoreOptions
        {
            Server = parsed.ToOptions(parsed.Hosts[0]),
            Discovery = parsed.Deployment == RespDeployment.Single ? null : parsed,
        };
        foreach (var (name, value) in parsed.Others)
            options = name switch
            {
                "namespace" => options with { Namespace = value },
                "stripes" => options with { Stripes = Number(name, value) },
                "wait-replicas" => options with { WaitReplicas = Number(name, value) },
                "wait-timeout" => options with { WaitTimeout = Duration(name, value) },
                "patience" => options with { Patience = Duration(name, value) },
                "retention" => options with { Retention = Duration(name, value) },
                _ => throw new FormatException(
                    $"The Redis URL's option '{name}' is not known; besides those of the connection there are namespace, "
                    + "stripes, wait-replicas, wait-timeout, patience and retention."),
            };
        try
        {
            options.Validate();
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"The Redis URL is out of range: {error.Message}", error);
        }

        return options;
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names option, value and range.
    /// </exception>
    public void Validate()
    {
        Server.Validate();
        if (Namespace.Length is 0 or > MaxNamespaceChars
            || !Namespace.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            throw new ArgumentException(
                $"Namespace: '{Namespace}' is not 1 to {MaxNamespaceChars} letters, digits, '-', '_' and '.'.");
        if (Stripes is < 1 or > MaxStripes)
            throw new ArgumentException($"Stripes: {Stripes} is not in the range from 1 to {MaxStripes}.");
        if (WaitReplicas is < 0 or > MaxWaitReplicas)
            throw new ArgumentException($"WaitReplicas: {WaitReplicas} is not in the range from 0 to {MaxWaitReplicas}.");
        Check(nameof(WaitTimeout), WaitTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Check(nameof(Patience), Patience, TimeSpan.Zero, TimeSpan.FromHours(1));
        Check(nameof(Retention), Retention, TimeSpan.Zero, TimeSpan.MaxValue);
        if (WaitReplicas > 0 && Server.Wire.CommandTimeout is var limit && limit > TimeSpan.Zero && WaitTimeout >= limit)
            throw new ArgumentException(
                $"WaitTimeout: {WaitTimeout} is not less than the time that a command waits for its answer, {limit}.");
    }

    private static void Check(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"{name}: {value} is not in the range from {least} to {most}.");
    }

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"The Redis URL's option {name}={value} is not a whole number.");

    private static TimeSpan Duration(string name, string value) => DurationText.TryParse(value, out var duration)
        ? duration
        : throw new FormatException($"The Redis URL's option {name}={value} is not a duration such as 500ms, 5s or 2m.");
}
