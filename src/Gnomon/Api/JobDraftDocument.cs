using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A job to submit. Members that are null take their default.</summary>
public sealed record JobDraftDocument
{
    /// <summary>The job's UUID; null lets the server make one. Submitting the same id twice makes one job.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>The declared name of the code or executable to run.</summary>
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

    /// <summary>The earliest instant to run at; a past one runs at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>How long to wait from acceptance, as a duration such as <c>1h30m</c>; not together with
    /// <see cref="RunAt"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Delay { get; init; }

    /// <summary>What happens after a failure; null means one attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetryDocument? Retry { get; init; }

    /// <summary>How long one attempt may take, as a duration; null means no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Timeout { get; init; }

    /// <summary>The instant after which the job must not start any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The unique key. Without <see cref="Unique"/>, while a job with this key has not ended, its queue takes
    /// no other with the same key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>What the key means; null means the default. Not without a key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UniqueDocument? Unique { get; init; }

    /// <summary>By what the limits of the queue count the job, such as a tenant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LimitKey { get; init; }

    /// <summary>The one node that may run it, by its id; null means any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnNode { get; init; }

    /// <summary>What travels with the job beside its arguments: texts by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The version of the arguments' form, as the handler counts it; null means 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ArgsVersion { get; init; }

    /// <summary>Words to find the job by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>How long the ended job is kept, as a duration; null means the store's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retention { get; init; }
}
