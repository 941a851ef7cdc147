namespace Gnomon.Workers;

/// <summary>Runs one attempt of a job.</summary>
/// <param name="job">The attempt: arguments, identity, and the token that asks it to stop.</param>
/// <returns>The result as UTF-8 JSON; empty for none.</returns>
public delegate ValueTask<ReadOnlyMemory<byte>> JobDelegate(JobContext job);
