using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>An attempt whose lease ran out before it was settled.</summary>
/// <param name="Token">The job and the number of the attempt.</param>
/// <param name="Node">The node that it was handed to.</param>
public readonly record struct LostAttempt(AttemptToken Token, string Node);
