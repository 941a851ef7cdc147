using Gnomon.Testing.Conformance;

namespace Gnomon.Conformance.Tests.Fixtures;

/// <summary>The engines under test. A new engine is one more line here.</summary>
internal static class Engines
{
    private static readonly Dictionary<string, Func<IStoreFixture>> Makers = new()
    {
        ["local-memory"] = () => new LocalMemoryFixture(),
        ["local-journal"] = () => new LocalJournalFixture(),
        ["local-journal-small"] = () => new LocalJournalFixture(segmentBytes: 64 * 1024, checkpointBytes: 128 * 1024),
        ["redis"] = () => new RedisFixture(),
        ["redis-striped"] = () => new RedisFixture(stripes: 4),
        ["redis-cluster"] = () => new RedisClusterFixture(),
        ["redis-sentinel"] = () => new RedisSentinelFixture(),
    };

    /// <summary>All of them, or those that the environment variable GNOMON_ENGINES names, with commas between.</summary>
    public static IEnumerable<string> Names =>
        Environment.GetEnvironmentVariable("GNOMON_ENGINES") is { Length: > 0 } wanted
            ? Makers.Keys.Intersect(wanted.Split(','))
            : Makers.Keys;

    public static IStoreFixture Make(string name) => Makers[name]();
}
