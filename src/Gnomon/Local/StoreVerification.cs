using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>What a journal holds.</summary>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">Their size together, in bytes.</param>
/// <param name="Groups">How many groups of records, each of which was written and synced as one.</param>
/// <param name="TornBytes">Bytes of an unfinished write at the end; opening the store cuts them off.</param>
/// <param name="Records">How many records of each kind.</param>
/// <param name="Jobs">How many jobs there are in each state.</param>
/// <param name="Schedules">How many schedules there are.</param>
public sealed record StoreVerification(
    int Files,
    long Bytes,
    long Groups,
    long TornBytes,
    IReadOnlyDictionary<string, long> Records,
    IReadOnlyDictionary<JobState, long> Jobs,
    int Schedules);
