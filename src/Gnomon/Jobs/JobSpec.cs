using System.Collections.ObjectModel;
using Gnomon.Retries;

namespace Gnomon.Jobs;

/// <summary>What a producer asked for. It changes only where somebody asks for that: a duplicate with
/// <see cref="DuplicateAction.Replace"/> or <see cref="DuplicateAction.Debounce"/>, and a change of priority.</summary>
public sealed record JobSpec
{
    /// <summary>Parts that few jobs have: a million jobs without them share one.</summary>
    private readonly RareParts _rare = RareParts.None;

    /// <summary>Whether it has none of the parts that few jobs have.</summary>
    internal bool IsPlain => ReferenceEquals(_rare, RareParts.None);

    /// <summary>The declared name of the code or executable that runs the job.</summary>
    public required string Handler { get; init; }

    /// <summary>The arguments, as UTF-8 JSON. Empty means none and reads as <c>null</c>.</summary>
    public ReadOnlyMemory<byte> Args { get; init; }

    /// <summary>The queue it waits in.</summary>
    public string Queue { get; init; } = JobLimits.DefaultQueue;

    /// <summary>0 to 9; 9 goes first.</summary>
    public byte Priority { get; init; } = JobLimits.DefaultPriority;

    /// <summary>What happens after a failure.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>How long one attempt may take; null means no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The instant after which the job must not start any more; null means never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The unique key: what <see cref="Unique"/> says about it. Null means that any number of equal jobs may
    /// exist.</summary>
    public string? Key { get; init; }

    /// <summary>Where the key is unique, how long, and what a duplicate does. Means nothing without a key.</summary>
    public UniqueRule Unique
    {
        get => _rare.Unique;
        init => _rare = _rare with { Unique = value };
    }

    /// <summary>By what the limits of the queue count this job, such as the tenant that it works for; null means that
    /// no limit per key applies to it.</summary>
    public string? LimitKey
    {
        get => _rare.LimitKey;
        init => _rare = _rare with { LimitKey = value };
    }

    /// <summary>Words to find the job by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How long the ended job is kept; null means as long as the store keeps jobs by default.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>What travels with the job beside its arguments: the trace and the culture of its producer, and the
    /// producer's own entries.</summary>
    public IReadOnlyDictionary<string, string> Headers
    {
        get => _rare.Headers;
        init => _rare = _rare with { Headers = value };
    }

    /// <summary>The version of the arguments' form, as the handler counts it; 0 when it does not.</summary>
    public int ArgsVersion
    {
        get => _rare.ArgsVersion;
        init => _rare = _rare with { ArgsVersion = value };
    }

    /// <summary>The job whose handler enqueued this one, or null.</summary>
    public JobId? Parent
    {
        get => _rare.Parent;
        init => _rare = _rare with { Parent = value };
    }

    /// <summary>Its place in a workflow or a broadcast; null for a job that is in none.</summary>
    public WorkflowPlace? Workflow
    {
        get => _rare.Workflow;
        init => _rare = _rare with { Workflow = value };
    }

    /// <summary>The one node that may run it; null for any.</summary>
    public string? Node
    {
        get => _rare.Node;
        init => _rare = _rare with { Node = value };
    }

    /// <summary>The schedule whose tick made this job, or null.</summary>
    public string? Schedule { get; init; }

    /// <summary>The nominal instant of that tick, or null.</summary>
    public DateTimeOffset? Tick { get; init; }

    private sealed record RareParts
    {
        public static readonly RareParts None = new();

        public UniqueRule Unique { get; init; } = UniqueRule.Default;

        public string? LimitKey { get; init; }

        public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

        public int ArgsVersion { get; init; }

        public JobId? Parent { get; init; }

        public WorkflowPlace? Workflow { get; init; }

        public string? Node { get; init; }
    }
}
