using Gnomon.Api;

namespace Gnomon.Cli.Output;

/// <summary>What <c>gnomon schedule apply</c> and <c>import</c> did, or would do.</summary>
/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Sets">What became of each set.</param>
/// <param name="Added">The schedules in no set that were not there before.</param>
/// <param name="Changed">The schedules in no set that were there and said something else.</param>
/// <param name="Unchanged">The schedules in no set that stayed as they were.</param>
internal sealed record SchedulesAppliedDocument(
    bool DryRun,
    IReadOnlyList<SetChangeDocument> Sets,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Unchanged);
