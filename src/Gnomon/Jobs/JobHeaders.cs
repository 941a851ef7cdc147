namespace Gnomon.Jobs;

/// <summary>The names of the headers that this library itself reads and writes (<see cref="JobSpec.Headers"/>).
/// </summary>
public static class JobHeaders
{
    /// <summary>The trace and the span that enqueued the job, in the form of W3C Trace Context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>What tracing systems add to <see cref="TraceParent"/>.</summary>
    public const string TraceState = "tracestate";

    /// <summary>The name of the producer's culture, such as <c>de-CH</c>; empty for the invariant one.</summary>
    public const string Culture = "culture";

    /// <summary>The name of the producer's culture for texts.</summary>
    public const string UICulture = "uiCulture";

    /// <summary>Which shard of a sharded broadcast the job is, from 0.</summary>
    public const string Shard = "gnomon-shard";

    /// <summary>How many shards there are.</summary>
    public const string Shards = "gnomon-shards";

    /// <summary>The specification with these headers where it has none of the name. When they do not all fit within
    /// <see cref="JobLimits.MaxHeaders"/> and <see cref="JobLimits.MaxHeaderLength"/>, none is added: what travels
    /// along must not make a job invalid.</summary>
    internal static JobSpec WithMissing(JobSpec spec, params ReadOnlySpan<KeyValuePair<string, string?>> headers)
    {
        var joined = new Dictionary<string, string>(spec.Headers, StringComparer.Ordinal);
        foreach (var (name, value) in headers)
            if (value is { Length: <= JobLimits.MaxHeaderLength })
                joined.TryAdd(name, value);
        return joined.Count == spec.Headers.Count || joined.Count > JobLimits.MaxHeaders
            ? spec
            : spec with { Headers = joined };
    }
}
