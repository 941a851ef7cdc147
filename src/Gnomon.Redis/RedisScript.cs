using System.Security.Cryptography;
using System.Text;

namespace Gnomon.Redis;

/// <summary>One script: a function of the library that the server keeps.</summary>
internal sealed class RedisScript
{
    private static readonly List<RedisScript> s_all = [];

    public static readonly RedisScript Enqueue = new("enqueue_jobs");
    public static readonly RedisScript Claim = new("claim");
    public static readonly RedisScript Renew = new("renew");
    public static readonly RedisScript Settle = new("settle");
    public static readonly RedisScript Control = new("control");
    public static readonly RedisScript PutSchedules = new("put_schedules");
    public static readonly RedisScript Fire = new("fire");
    public static readonly RedisScript SetQueue = new("set_queue");
    public static readonly RedisScript Sweep = new("sweep");
    public static readonly RedisScript Cluster = new("cluster");
    public static readonly RedisScript EnqueueWorkflow = new("enqueue_workflow");
    public static readonly RedisScript ControlWorkflow = new("control_workflow");
    public static readonly RedisScript ReadJobs = new("read_jobs");
    public static readonly RedisScript ReadList = new("read_list");
    public static readonly RedisScript ReadLogs = new("read_logs");
    public static readonly RedisScript ReadStats = new("read_stats");
    public static readonly RedisScript ReadSchedules = new("read_schedules");
    public static readonly RedisScript ReadWorkflow = new("read_workflow");
    public static readonly RedisScript ReadWorkflows = new("read_workflows");
    public static readonly RedisScript ReadSteps = new("read_steps");
    public static readonly RedisScript ReadParents = new("read_parents");
    public static readonly RedisScript ReadPins = new("read_pins");
    public static readonly RedisScript ReadExplain = new("read_explain");
    public static readonly RedisScript ReadCounters = new("read_counters");
    public static readonly RedisScript Stripes = new("stripes");
    public static readonly RedisScript PutIntent = new("put_intent");
    public static readonly RedisScript CarryOut = new("carry_out");
    public static readonly RedisScript ReadIntents = new("read_intents");
    public static readonly RedisScript ReadTrial = new("read_trial");
    public static readonly RedisScript ReadEnd = new("read_end");

    /// <summary>What all scripts stand on, in the order in which one needs another.</summary>
    private static readonly string[] Parts =
        ["core", "keys", "limits", "schedules", "works", "workflows", "enqueue", "plain", "accept_workflow", "listing", "describe"];

    /// <summary>The library's text, by which it is named: servers that several versions of a program share have several.
    /// </summary>
    public static readonly ReadOnlyMemory<byte> Library = Make();

    private RedisScript(string name)
    {
        Name = name;
        s_all.Add(this);
    }

    /// <summary>The name of its file without ending.</summary>
    public string Name { get; }

    /// <summary>The name by which it is called.</summary>
    public ReadOnlyMemory<byte> Function { get; private set; }

    /// <summary>Whether it changes nothing.</summary>
    public bool IsRead => Name.StartsWith("read_", StringComparison.Ordinal);

    /// <summary>Whether its changes are acknowledged only when the asked number of replicas has them. Losing one of the
    /// others does no harm: it is done again, or a lease ends sooner.</summary>
    public bool WaitsForReplicas => Name is not ("renew" or "sweep" or "cluster");

    /// <summary>Whether it may run while the server's memory is full: such scripts let stored jobs run, end and go, and
    /// finish what has been accepted.</summary>
    private bool MayRunWhenFull =>
        Name is "claim" or "renew" or "settle" or "control" or "set_queue" or "sweep" or "cluster" or "control_workflow"
            or "stripes" or "carry_out";

    private string Flags => IsRead ? "'no-writes'" : MayRunWhenFull ? "'allow-oom'" : "";

    private static ReadOnlyMemory<byte> Make()
    {
        var text = new StringBuilder();
        foreach (var part in Parts) text.Append(Read(part)).Append('\n');
        foreach (var script in s_all)
            text.Append("redis.register_function{ function_name = NAME .. '_").Append(script.Name)
                .Append("', flags = { ").Append(script.Flags).Append(" }, callback = function(keys, args)\n")
                .Append("local atOnce = begin(keys, args)\nif atOnce then return atOnce end\n")
                .Append(Read(script.Name)).Append("\nend }\n");
        var body = Strip(text.ToString());
        var name = "gnomon_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..16];
        foreach (var script in s_all) script.Function = Encoding.ASCII.GetBytes($"{name}_{script.Name}");
        return Encoding.UTF8.GetBytes($"#!lua name={name}\nlocal NAME = '{name}'\n{body}");
    }

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
