using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A schedule. <see cref="Revision"/> and what stands behind it are the server's: in a request they are not
/// looked at.</summary>
public sealed record ScheduleDocument
{
    /// <summary>Its name; in a request it may be absent, else it equals the one of the path.</summary>
    public string? Id { get; init; }

    /// <summary>Its time rule.</summary>
    public TriggerDocument? Trigger { get; init; }

    /// <summary>No tick before this instant.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>No tick after this instant; one with jitter may run after it.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>The code or executable that its jobs run.</summary>
    public string? Handler { get; init; }

    /// <summary>The arguments of its jobs.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>The queue of its jobs; null means <c>default</c>.</summary>
    public string? Queue { get; init; }

    /// <summary>The priority of its jobs, 0 to 9; null means 5.</summary>
    public int? Priority { get; init; }

    /// <summary>What happens after a failure; null means one attempt.</summary>
    public RetryDocument? Retry { get; init; }

    /// <summary>How long one attempt may take, as a duration; null means no limit.</summary>
    public string? Timeout { get; init; }

    /// <summary>By what the limits of the queue count its jobs.</summary>
    public string? LimitKey { get; init; }

    /// <summary>What travels with its jobs beside their arguments.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The version of the arguments' form; null means 0.</summary>
    public int? ArgsVersion { get; init; }

    /// <summary>Words to find its jobs by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What a tick makes: one job that <c>one</c> node runs (default), a <c>broadcast</c> that every node runs, or
    /// a <c>workflow</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }

    /// <summary>For a workflow: what each tick makes, as it is submitted, without an id. It stands instead of
    /// <see cref="Handler"/> and what belongs to it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WorkflowDraftDocument? Workflow { get; init; }

    /// <summary>For a broadcast: only nodes with this tag.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NodeTag { get; init; }

    /// <summary>For a broadcast: how long after the tick nodes that join get a copy too, as a duration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OpenFor { get; init; }

    /// <summary>For a broadcast: whether its copies are parts of one work.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sharded { get; init; }

    /// <summary>What a tick does while an earlier one's job has not ended: <c>allow</c> (default), <c>skip</c>,
    /// <c>bufferOne</c>, <c>bufferAll</c>, <c>cancelRunning</c> or <c>terminateRunning</c>.</summary>
    public string? Overlap { get; init; }

    /// <summary>What happens to missed ticks: <c>none</c>, <c>latest</c> (default) or <c>all</c>.</summary>
    public string? CatchUp { get; init; }

    /// <summary>How old a missed tick may be and still run, as a duration; null means one day.</summary>
    public string? CatchUpWindow { get; init; }

    /// <summary>How long after its instant a tick may run, as a duration; each tick gets its own part of it. Null means
    /// at that instant.</summary>
    public string? Jitter { get; init; }

    /// <summary>Most jobs that its ticks make, 1 or more; null means no bound.</summary>
    public long? MaxRuns { get; init; }

    /// <summary>How many runs have to fail one after another for it to be paused, 1 or more; null means never.</summary>
    public int? PauseAfterFailures { get; init; }

    /// <summary>Whether it makes no ticks at present.</summary>
    public bool? Paused { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? Reason { get; init; }

    /// <summary>The declared set that it belongs to; null when it stands alone.</summary>
    public string? Set { get; init; }

    /// <summary>Counts its changes, from 1.</summary>
    public long? Revision { get; init; }

    /// <summary>How many of its ticks have made a job.</summary>
    public long? Runs { get; init; }

    /// <summary>The last tick that made a job.</summary>
    public DateTimeOffset? LastTick { get; init; }

    /// <summary>The next tick; null when there is none, it is paused, or <see cref="Runs"/> has reached
    /// <see cref="MaxRuns"/>.</summary>
    public DateTimeOffset? NextTick { get; init; }

    /// <summary>When the next tick runs: its instant and its part of the jitter.</summary>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>What became of its ticks and jobs.</summary>
    public ScheduleCountsDocument? Counts { get; init; }

    /// <summary>How many runs have failed since one succeeded or it was resumed.</summary>
    public int? ConsecutiveFailures { get; init; }

    /// <summary>How many of its jobs have not ended, those that wait for another among them.</summary>
    public int? LiveJobs { get; init; }

    /// <summary>Its newest run.</summary>
    public ScheduleRunDocument? LastRun { get; init; }
}
