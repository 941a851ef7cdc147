namespace Gnomon.Client;

/// <summary>What became of the jobs that were to be changed by filter.</summary>
/// <param name="Done">How many are changed.</param>
/// <param name="Requested">How many are running and have been asked to stop.</param>
/// <param name="Refused">How many were not revived because another job holds their key.</param>
public readonly record struct ControlCounts(int Done, int Requested, int Refused);
