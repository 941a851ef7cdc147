namespace Gnomon.Api;

/// <summary>The body of a request to change a job's priority.</summary>
/// <param name="Priority">The new priority, 0 to 9; 9 goes first.</param>
public sealed record PriorityDocument(int? Priority = null);
