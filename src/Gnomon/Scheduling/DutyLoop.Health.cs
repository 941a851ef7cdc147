namespace Gnomon.Scheduling;

internal sealed partial class DutyLoop
{
    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Trouble => _loop.IsCompleted && !_closing.IsCancellationRequested
        ? $"Schedules and sweeps stand still: {_loop.Exception?.GetBaseException().Message ?? "their loop has ended"}."
        : null;
}
