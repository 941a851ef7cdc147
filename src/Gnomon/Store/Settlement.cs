using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>The report on one attempt.</summary>
/// <param name="Token">The claim it settles.</param>
/// <param name="Kind">How it ended.</param>
public sealed record Settlement(AttemptToken Token, SettlementKind Kind)
{
    // There is one settlement to each attempt, and most have no progress: not a number takes half as much as a null.
    private readonly double _progress = double.NaN;

    /// <summary>The result as UTF-8 JSON; for <see cref="SettlementKind.Succeeded"/>, else empty.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>Why it failed or was put off, or null.</summary>
    public string? Error { get; init; }

    /// <summary>The wait until the next attempt, by the store's clock; for <see cref="SettlementKind.Retry"/>,
    /// <see cref="SettlementKind.Snoozed"/> and <see cref="SettlementKind.Parked"/>.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Progress from 0 to 1 that was not yet sent with a renewal; null means unchanged.</summary>
    public double? Progress
    {
        get => double.IsNaN(_progress) ? null : _progress;
        init => _progress = value ?? double.NaN;
    }

    /// <summary>What the handler last said it was at, not yet sent with a renewal; null means unchanged.</summary>
    public string? ProgressText { get; init; }

    /// <summary>Log lines not yet sent with a renewal, oldest first.</summary>
    public IReadOnlyList<string> LogLines { get; init; } = [];
}
