namespace Gnomon.Api;

/// <summary>The jobs of one handler that wait or run at present, in all queues and versions of its arguments.</summary>
/// <param name="Handler">The handler; null for the jobs that are counted together.</param>
/// <param name="Waiting">How many are ready or scheduled.</param>
/// <param name="Running">How many are running.</param>
public sealed record HandlerLoadDocument(string? Handler, long Waiting, long Running);
