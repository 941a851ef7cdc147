using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>A hint that something may have happened. It may come late, twice, or never.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="NotBefore">There is nothing to do before this instant; null means look now.</param>
/// <param name="Jobs">The jobs concerned, where the topic names jobs.</param>
public sealed record WakeHint(WakeTopic Topic, DateTimeOffset? NotBefore, IReadOnlyList<JobId> Jobs);
