namespace Gnomon.Store;

/// <summary>The jobs of one kind that wait or run at present.</summary>
/// <param name="Queue">Their queue.</param>
/// <param name="Handler">Their handler; null for the jobs of the queue that are counted together.</param>
/// <param name="ArgsVersion">The version of their arguments; 0 when they name none.</param>
/// <param name="Waiting">How many are ready or scheduled.</param>
/// <param name="Running">How many are running.</param>
public sealed record HandlerLoad(string Queue, string? Handler, int ArgsVersion, long Waiting, long Running);
