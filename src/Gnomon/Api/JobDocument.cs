using System.Collections.ObjectModel;
using System.Text.Json;

namespace Gnomon.Api;

/// <summary>A job at one moment.</summary>
public sealed record JobDocument
{
    /// <summary>Its UUID.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the code or executable that runs it.</summary>
    public required string Handler { get; init; }

    /// <summary>The queue it waits in.</summary>
    public required string Queue { get; init; }

    /// <summary>Where it is in its life: <c>scheduled</c>, <c>ready</c>, <c>running</c>, <c>succeeded</c>,
    /// <c>cancelled</c>, <c>dead</c> or <c>expired</c>.</summary>
    public required string State { get; init; }

    /// <summary>0 to 9; 9 goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Its arguments.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>How many times it has been handed out.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts its retry policy allows.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>When the store accepted it.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is or was due.</summary>
    public DateTimeOffset RunAt { get; init; }

    /// <summary>When the last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its result; an executable's is its standard output as a string.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The last error.</summary>
    public string? Error { get; init; }

    /// <summary>0 to 1, as its handler last said.</summary>
    public double? Progress { get; init; }

    /// <summary>What its handler last said it was at, beside the progress, or null.</summary>
    public string? ProgressText { get; init; }

    /// <summary>The node that runs or last ran it.</summary>
    public string? Node { get; init; }

    /// <summary>The one node that may run it; null for any.</summary>
    public string? OnNode { get; init; }

    /// <summary>Its unique key.</summary>
    public string? Key { get; init; }

    /// <summary>What the key means; null without one.</summary>
    public UniqueDocument? Unique { get; init; }

    /// <summary>By what the limits of its queue count it.</summary>
    public string? LimitKey { get; init; }

    /// <summary>What travels with it beside its arguments.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The version of its arguments' form; 0 when its handler does not count them.</summary>
    public int ArgsVersion { get; init; }

    /// <summary>The job whose handler enqueued it.</summary>
    public string? Parent { get; init; }

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The workflow or broadcast it belongs to.</summary>
    public string? Workflow { get; init; }

    /// <summary>Its name there.</summary>
    public string? Step { get; init; }

    /// <summary>The first of the jobs there that it waits for, at most <see cref="ApiLimits.MaxAfter"/>.</summary>
    public IReadOnlyList<AfterDocument> After { get; init; } = [];

    /// <summary>The schedule that made it.</summary>
    public string? Schedule { get; init; }

    /// <summary>Its history, oldest first.</summary>
    public IReadOnlyList<AttemptDocument> Attempts { get; init; } = [];
}
