namespace Gnomon.Workers;

internal sealed partial class Worker
{
    /// <summary>What is wrong with its loops; null when nothing is.</summary>
    public string? Trouble => _loops.IsCompleted && !_closing.IsCancellationRequested
        ? $"The worker of node {Node} claims no more: {_loops.Exception?.GetBaseException().Message ?? "its loop has ended"}."
        : null;
}
