using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>Stores one schedule, new or in place of the one with its id.</summary>
/// <param name="Schedule">The definition.</param>
/// <param name="ExpectedRevision">The revision it replaces; 0 means that there must be none; null means any.</param>
public sealed record SchedulePut(Schedule Schedule, long? ExpectedRevision = null);
