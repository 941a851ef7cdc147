namespace Gnomon.Api;

/// <summary>What became of the jobs that one request was to change by filter.</summary>
/// <param name="Done">How many are changed.</param>
/// <param name="Requested">How many are running and have been asked to stop.</param>
/// <param name="Refused">How many were not revived because another job holds their key.</param>
/// <param name="Next">The cursor of the next request; null when no more jobs follow.</param>
public sealed record ControlCountsDocument(int Done, int Requested, int Refused, string? Next);
