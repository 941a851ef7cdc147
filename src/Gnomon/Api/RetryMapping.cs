using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Retry policies to and from the wire.</summary>
internal static class RetryMapping
{
    /// <summary>The wait after the first failure when a rule names none: one second.</summary>
    private static readonly TimeSpan DefaultFirst = TimeSpan.FromSeconds(1);

    public static RetryPolicy ToPolicy(RetryDocument? retry)
    {
        if (retry is null) return RetryPolicy.None;
        var policy = retry.Delays is { } delays ? FromDelays(retry, delays) : FromRule(retry);
        try
        {
            RetryPolicy.Check(policy);
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.From(error);
        }

        return policy;
    }

    public static RetryDocument? ToDocument(RetryPolicy policy)
    {
        if (policy.MaxAttempts == 1 && policy.Backoff == Backoff.List) return null;
        if (policy.Backoff == Backoff.List)
            return new RetryDocument { Delays = [.. policy.Waits.Select(DurationText.Format)] };
        return new RetryDocument
        {
            Attempts = policy.MaxAttempts,
            Backoff = policy.Backoff.ToString().ToLowerInvariant(),
            First = DurationText.Format(policy.First),
            Cap = policy.Cap == TimeSpan.MaxValue ? null : DurationText.Format(policy.Cap),
            Jitter = policy.Jitter == 0 ? null : policy.Jitter,
        };
    }

    private static RetryPolicy FromDelays(RetryDocument retry, IReadOnlyList<string> delays)
    {
        if (retry is not { Attempts: null, Backoff: null, First: null, Cap: null, Jitter: null })
            throw ApiProblems.Invalid(
                "retry", "has delays and a rule; give either delays, or attempts with backoff, first, cap and jitter");
        if (delays.Count >= RetryPolicy.MaxMaxAttempts)
            throw ApiProblems.Invalid(
                "retry.delays", $"are {delays.Count:N0}; at most {RetryPolicy.MaxMaxAttempts - 1} are allowed");
        var waits = new TimeSpan[delays.Count];
        for (var i = 0; i < waits.Length; i++) waits[i] = DurationField.Parse($"retry.delays[{i}]", delays[i]);
        return RetryPolicy.After(waits);
    }

    private static RetryPolicy FromRule(RetryDocument retry)
    {
        var attempts = retry.Attempts
            ?? throw ApiProblems.Invalid(
                "retry.attempts", $"is missing; give 1 to {RetryPolicy.MaxMaxAttempts}, or a list of delays");
        var backoff = retry.Backoff switch
        {
            null or "exponential" => Backoff.Exponential,
            "fixed" => Backoff.Fixed,
            "fibonacci" => Backoff.Fibonacci,
            var other => throw ApiProblems.Invalid(
                "retry.backoff", $"is '{other}'; allowed are fixed, fibonacci and exponential"),
        };
        return RetryPolicy.Growing(
            backoff,
            attempts,
            DurationField.ParseOptional("retry.first", retry.First) ?? DefaultFirst,
            DurationField.ParseOptional("retry.cap", retry.Cap),
            retry.Jitter ?? 0);
    }
}
