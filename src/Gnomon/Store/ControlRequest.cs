using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Asks for a change of jobs from outside.</summary>
/// <param name="Action">The change.</param>
/// <param name="Jobs">The jobs; each is answered for itself.</param>
public sealed record ControlRequest(ControlAction Action, IReadOnlyList<JobId> Jobs);
