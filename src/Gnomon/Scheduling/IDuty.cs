namespace Gnomon.Scheduling;

/// <summary>A chore that comes round again and again.</summary>
internal interface IDuty
{
    /// <summary>Its name in the log.</summary>
    string Name { get; }

    /// <summary>How long it may rest while nothing is heard in the cluster and it knows of nothing to do: by then it looks
    /// for itself, in case a signal was lost or a clock was set.</summary>
    TimeSpan RestMost { get; }

    /// <summary>Does what there is to do, in bounded time.</summary>
    /// <returns>When there will be more to do, as far as it knows; null when it knows of nothing.</returns>
    ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation);
}
