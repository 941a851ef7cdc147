using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>What a job of a workflow may say about itself, as a <see cref="JobDraftDocument"/> does. Members that are
/// null take their default.</summary>
public abstract record StepJobDocument
{
    /// <summary>The declared name of the code or executable to run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Handler { get; init; }

    /// <summary>The arguments, any JSON; an executable takes an array of strings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Args { get; init; }

    /// <summary>The queue it waits in; null means <c>default</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Queue { get; init; }

    /// <summary>0 to 9, 9 first; null means 5.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Priority { get; init; }

    /// <summary>What happens after a failure; null means one attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetryDocument? Retry { get; init; }

    /// <summary>How long one attempt may take, as a duration; null means no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Timeout { get; init; }

    /// <summary>The instant after which the job must not start any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The unique key. When another job holds it, the whole workflow is refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>What the key means; null means the default. Not without a key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UniqueDocument? Unique { get; init; }

    /// <summary>By what the limits of the queue count the job.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LimitKey { get; init; }

    /// <summary>What travels with the job beside its arguments: texts by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The version of the arguments' form, as the handler counts it; null means 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ArgsVersion { get; init; }

    /// <summary>Words to find the job by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The first member of a job that is set, other than its handler; null when none is.</summary>
    internal string? FirstOfJob =>
        Args is not null ? "args"
        : Queue is not null ? "queue"
        : Priority is not null ? "priority"
        : Retry is not null ? "retry"
        : Timeout is not null ? "timeout"
        : Deadline is not null ? "deadline"
        : Key is not null ? "key"
        : Unique is not null ? "unique"
        : LimitKey is not null ? "limitKey"
        : Headers is not null ? "headers"
        : ArgsVersion is not null ? "argsVersion"
        : Tags is not null ? "tags"
        : null;

    /// <summary>The same as a draft of a job.</summary>
    internal JobDraftDocument ToDraft() => new()
    {
        Handler = Handler, Args = Args, Queue = Queue, Priority = Priority, Retry = Retry, Timeout = Timeout,
        Deadline = Deadline, Key = Key, Unique = Unique, LimitKey = LimitKey, Headers = Headers,
        ArgsVersion = ArgsVersion, Tags = Tags,
    };
}
