namespace Gnomon.Benchmarks;

/// <summary>The figures of one change by <see cref="LimitChange"/>, in milliseconds.</summary>
/// <param name="Limits">What was set.</param>
/// <param name="SetMs">How long the call took.</param>
/// <param name="FirstClaimMs">From the call until a job of the queue was handed out, or null.</param>
/// <param name="WorstOtherMs">The longest that an enqueue to another queue took within the seconds after the call.</param>
/// <param name="Others">How many of those there were.</param>
internal sealed record LimitChangeReport(
    string Limits, double SetMs, double? FirstClaimMs, double WorstOtherMs, int Others);
