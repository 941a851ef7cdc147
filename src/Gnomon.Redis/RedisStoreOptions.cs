using Gnomon.Jobs;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis;

/// <summary>Where a store on Redis is and how it keeps its promises.</summary>
public sealed record RedisStoreOptions
{
    /// <summary>The server, and how it is reached.</summary>
    public required RespOptions Server { get; init; }

    /// <summary>What the keys of this store begin with, in braces, so that all of them are in one hash slot: letters,
    /// digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 64.</summary>
    public string Namespace { get; init; } = "gnomon";

    /// <summary>How long an ended job is kept that does not say so itself.</summary>
    public TimeSpan Retention { get; init; } = JobLimits.DefaultRetention;

    /// <summary>How long a call goes on trying while the server is away, loading or moving, before it fails. An answer that
    /// got lost is asked for again within this time too.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock that stands in for the server's; null for the server's own. For tests.</summary>
    internal TimeProvider? Clock { get; init; }
}
