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
    };

    public static IEnumerable<string> Names => Makers.Keys;

    public static IStoreFixture Make(string name) => Makers[name]();
}
