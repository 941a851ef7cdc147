using System.Security.Cryptography;
using System.Text;

namespace Gnomon.Redis;

/// <summary>One script: the parts that it is made of, put together, and the digest by which the server knows it.</summary>
internal sealed class RedisScript
{
    private const string RunsWhenFull = "#!lua flags=allow-oom\n";

    private RedisScript(string name, params ReadOnlySpan<string> parts)
    {
        Name = name;
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(Read(part)).Append('\n');
        text.Append(Read(name));
        var bytes = Encoding.UTF8.GetBytes((MakesNoJobs ? RunsWhenFull : "") + Strip(text.ToString()));
        Text = bytes;
        Digest = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(bytes)));
    }

    public static readonly RedisScript Enqueue = Change("enqueue_jobs", "enqueue");
    public static readonly RedisScript Claim = Change("claim");
    public static readonly RedisScript Renew = Change("renew");
    public static readonly RedisScript Settle = Change("settle");
    public static readonly RedisScript Control = Change("control", "listing");
    public static readonly RedisScript PutSchedules = Change("put_schedules");
    public static readonly RedisScript Fire = Change("fire", "enqueue");
    public static readonly RedisScript SetQueue = Change("set_queue");
    public static readonly RedisScript Sweep = Change("sweep");
    public static readonly RedisScript Cluster = Change("cluster");
    public static readonly RedisScript ReadJobs = Change("read_jobs", "describe");
    public static readonly RedisScript ReadList = Change("read_list", "listing", "describe");
    public static readonly RedisScript ReadLogs = Change("read_logs");
    public static readonly RedisScript ReadStats = Change("read_stats");
    public static readonly RedisScript ReadSchedules = Change("read_schedules");
    public static readonly RedisScript EnqueueWorkflow = Change("enqueue_workflow", "enqueue", "accept_workflow");
    public static readonly RedisScript ControlWorkflow = Change("control_workflow");
    public static readonly RedisScript ReadWorkflow = Change("read_workflow");
    public static readonly RedisScript ReadWorkflows = Change("read_workflows");
    public static readonly RedisScript ReadSteps = Change("read_steps", "describe");
    public static readonly RedisScript ReadParents = Change("read_parents", "describe");
    public static readonly RedisScript ReadPins = Change("read_pins");

    public static readonly RedisScript ReadExplain = Change("read_explain", "describe");
    public static readonly RedisScript ReadCounters = Change("read_counters");

    /// <summary>The name of its file without ending.</summary>
    public string Name { get; }

    /// <summary>Whether its changes are acknowledged only when the asked number of replicas has them. Losing one of the
    /// others does no harm: it is done again, or a lease ends sooner.</summary>
    public bool WaitsForReplicas => Name is not ("renew" or "sweep" or "cluster");

    /// <summary>Whether it may run while the server's memory is full: such scripts let stored jobs run, end and go.</summary>
    private bool MakesNoJobs =>
        Name is "claim" or "renew" or "settle" or "control" or "set_queue" or "sweep" or "cluster" or "control_workflow";

    /// <summary>The whole text.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>The SHA-1 digest of the text in hexadecimal.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    private static RedisScript Change(string name, params ReadOnlySpan<string> more) =>
        new(name, ["core", "keys", "limits", "schedules", "works", "workflows", .. more]);

    private static string Read(string part)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(part + ".lua")
            ?? throw new InvalidOperationException($"The script {part}.lua is not in this program.");
        return new StreamReader(stream).ReadToEnd();
    }

    /// <summary>Leaves out the comments, which the server need not keep.</summary>
    private static string Strip(string text) => string.Join(
        '\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)));
}
