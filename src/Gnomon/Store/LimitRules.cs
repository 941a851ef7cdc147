using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>The checks that every change of a queue's limits passes before a store sees it.</summary>
public static class LimitRules
{
    /// <summary>Refuses limits that break a bound of <see cref="QueueLimits"/>.</summary>
    /// <exception cref="InvalidJobException">Names the first member at fault.</exception>
    public static void Check(QueueLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        CheckNumber("concurrency", limits.Concurrency, QueueLimits.MaxConcurrency);
        CheckNumber("perKeyConcurrency", limits.PerKeyConcurrency, QueueLimits.MaxConcurrency);
        Check("rate", limits.Rate);
        Check("perKeyRate", limits.PerKeyRate);
    }

    private static void Check(string field, RateLimit? rate)
    {
        if (rate is null) return;
        if (!Enum.IsDefined(rate.Kind))
            throw new InvalidJobException($"{field}.kind", $"'{rate.Kind}' is not a value that it can have");
        var window = rate.Kind == RateKind.SlidingWindow;
        CheckNumber($"{field}.count", rate.Count, window ? QueueLimits.MaxWindowCount : QueueLimits.MaxRateCount);
        if (rate.Per <= TimeSpan.Zero) throw new InvalidJobException($"{field}.per", "must be longer than zero");
        if (rate.Per > QueueLimits.MaxRatePer)
            throw new InvalidJobException(
                $"{field}.per", $"is longer than {QueueLimits.MaxRatePer.TotalHours:N0} hours, the most allowed");
        if (window && rate.Burst is not null)
            throw new InvalidJobException($"{field}.burst", "means nothing in a sliding window; leave it out");
        CheckNumber($"{field}.burst", rate.Burst, QueueLimits.MaxRateCount);
    }

    private static void CheckNumber(string field, int? value, int most)
    {
        if (value is < 1 || value > most)
            throw new InvalidJobException(field, $"is {value}; allowed are 1 to {most:N0}, or none");
    }
}
