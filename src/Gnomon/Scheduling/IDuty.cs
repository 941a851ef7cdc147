namespace Gnomon.Scheduling;

/// <summary>A chore that comes round again and again.</summary>
internal interface IDuty
{
    /// <summary>Its name in the log.</summary>
    string Name { get; }

    /// <summary>Does what there is to do, in bounded time.</summary>
    /// <returns>When there will be more to do, as far as it knows; null when it knows of nothing.</returns>
    ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation);
}
