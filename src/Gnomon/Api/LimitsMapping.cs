using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Limits of queues to and from the wire.</summary>
internal static class LimitsMapping
{
    private const string Bucket = "bucket";
    private const string Window = "window";

    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static QueueLimits ToLimits(LimitsDocument document)
    {
        var limits = new QueueLimits
        {
            Concurrency = document.Concurrency,
            PerKeyConcurrency = document.PerKeyConcurrency,
            Rate = ToRate("rate", document.Rate),
            PerKeyRate = ToRate("perKeyRate", document.PerKeyRate),
            StrictOrder = document.StrictOrder ?? false,
        };
        try
        {
            LimitRules.Check(limits);
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.From(error);
        }

        return limits;
    }

    /// <summary>Null when there are no limits.</summary>
    public static LimitsDocument? ToDocument(QueueLimits limits) => limits == QueueLimits.None ? null : new LimitsDocument
    {
        Concurrency = limits.Concurrency,
        PerKeyConcurrency = limits.PerKeyConcurrency,
        Rate = ToDocument(limits.Rate),
        PerKeyRate = ToDocument(limits.PerKeyRate),
        StrictOrder = limits.StrictOrder ? true : null,
    };

    private static RateLimit? ToRate(string field, RateDocument? rate)
    {
        if (rate is null) return null;
        var count = rate.Count ?? throw ApiProblems.Invalid($"{field}.count", "is missing; say how many jobs");
        if (rate.Per is null) throw ApiProblems.Invalid($"{field}.per", "is missing; say in what time, such as 1s");
        var kind = rate.Kind switch
        {
            null or Bucket => RateKind.TokenBucket,
            Window => RateKind.SlidingWindow,
            var other => throw ApiProblems.Invalid($"{field}.kind", $"is '{other}'; allowed are {Bucket} and {Window}"),
        };
        return new RateLimit(count, DurationField.Parse($"{field}.per", rate.Per), rate.Burst, kind);
    }

    private static RateDocument? ToDocument(RateLimit? rate) => rate is null ? null : new RateDocument
    {
        Count = rate.Count,
        Per = DurationText.Format(rate.Per),
        Burst = rate.Burst,
        Kind = rate.Kind == RateKind.SlidingWindow ? Window : Bucket,
    };
}
