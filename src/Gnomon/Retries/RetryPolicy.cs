using Gnomon.Jobs;

namespace Gnomon.Retries;

/// <summary>Says whether a failed job runs again, and after what wait. The i-th wait follows the i-th failure, so a
/// list of three waits means four attempts.</summary>
public sealed record RetryPolicy
{
    /// <summary>Most attempts a policy may allow.</summary>
    public const int MaxMaxAttempts = 1000;

    /// <summary>One attempt, no retry.</summary>
    public static readonly RetryPolicy None = new();

    private RetryPolicy()
    {
    }

    /// <summary>How the waits grow.</summary>
    public Backoff Backoff { get; private init; }

    /// <summary>How many times the job may run in all: 1 to <see cref="MaxMaxAttempts"/>.</summary>
    public int MaxAttempts { get; private init; } = 1;

    /// <summary>The waits of <see cref="Backoff.List"/>, else empty.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; private init; } = [];

    /// <summary>The wait after the first failure, for every kind but the list.</summary>
    public TimeSpan First { get; private init; }

    /// <summary>No wait is longer than this, nor than <see cref="JobLimits.MaxDuration"/>.</summary>
    public TimeSpan Cap { get; private init; } = TimeSpan.MaxValue;

    /// <summary>The share of a wait that chance may take off: 0 (none) to 1 (all of it).</summary>
    public double Jitter { get; private init; }

    /// <summary>Retries after exactly these waits, then gives up.</summary>
    public static RetryPolicy After(params IReadOnlyList<TimeSpan> waits)
    {
        ArgumentNullException.ThrowIfNull(waits);
        if (waits.Count == 0) return None;
        return new RetryPolicy { Backoff = Backoff.List, MaxAttempts = waits.Count + 1, Waits = [.. waits] };
    }

    /// <summary>Retries with waits that follow a rule.</summary>
    /// <param name="backoff">Any kind but <see cref="Backoff.List"/>.</param>
    /// <param name="attempts">Attempts in all, 1 to <see cref="MaxMaxAttempts"/>.</param>
    /// <param name="first">The wait after the first failure.</param>
    /// <param name="cap">The longest wait; null means none.</param>
    /// <param name="jitter">0 to 1.</param>
    public static RetryPolicy Growing(
        Backoff backoff, int attempts, TimeSpan first, TimeSpan? cap = null, double jitter = 0)
    {
        if (backoff == Backoff.List) throw new ArgumentException("A list of waits is made with After.", nameof(backoff));
        return new RetryPolicy
        {
            Backoff = backoff, MaxAttempts = attempts, First = first, Cap = cap ?? TimeSpan.MaxValue, Jitter = jitter,
        };
    }

    /// <summary>Refuses a policy that is out of range.</summary>
    /// <exception cref="InvalidJobException">Names the member at fault.</exception>
    public static void Check(RetryPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.MaxAttempts is < 1 or > MaxMaxAttempts)
            throw new InvalidJobException(
                "retry.attempts", $"is {policy.MaxAttempts}; allowed are 1 to {MaxMaxAttempts}");
        if (policy.Backoff > Backoff.Exponential)
            throw new InvalidJobException("retry.backoff", $"is kind {(byte)policy.Backoff}, which there is not");
        for (var i = 0; i < policy.Waits.Count; i++) CheckWait($"retry.delays[{i}]", policy.Waits[i]);
        CheckWait("retry.first", policy.First);
        if (policy.Cap < TimeSpan.Zero) throw new InvalidJobException("retry.cap", "must not be negative");
        if (!(policy.Jitter is >= 0 and <= 1))
            throw new InvalidJobException("retry.jitter", $"is {policy.Jitter}; allowed are 0 to 1");
    }

    /// <summary>The wait that follows a failure, or null when the job must be given up.</summary>
    /// <param name="failures">How many times the job has failed, this time included: 1 or more.</param>
    /// <param name="spent">How many attempts are spent, lost ones included.</param>
    /// <param name="chance">A number from 0 to 1 (exclusive) that decides the jitter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public TimeSpan? WaitAfter(int failures, int spent, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        if (!(chance is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(chance), chance, "Must be from 0 to 1 (exclusive).");
        if (spent >= MaxAttempts || failures >= MaxAttempts) return null;
        var wait = Nominal(failures);
        if (wait > Cap) wait = Cap;
        if (wait > JobLimits.MaxDuration) wait = JobLimits.MaxDuration;
        return wait - wait * (Jitter * chance);
    }

    /// <inheritdoc/>
    public bool Equals(RetryPolicy? other) =>
        other is not null && Backoff == other.Backoff && MaxAttempts == other.MaxAttempts && First == other.First
        && Cap == other.Cap && Jitter.Equals(other.Jitter) && Waits.SequenceEqual(other.Waits);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Backoff, MaxAttempts, First, Cap, Jitter, Waits.Count);

    private static void CheckWait(string field, TimeSpan wait)
    {
        if (wait < TimeSpan.Zero) throw new InvalidJobException(field, "must not be negative");
        if (wait > JobLimits.MaxDuration)
            throw new InvalidJobException(
                field, $"is longer than {JobLimits.MaxDuration.Days:N0} days, the most that is allowed");
    }

    private TimeSpan Nominal(int failures) => Backoff switch
    {
        Backoff.List => Waits[failures - 1],
        Backoff.Fixed => First,
        Backoff.Fibonacci => Times(First, Fibonacci(failures)),
        _ => Times(First, failures > 62 ? double.PositiveInfinity : 1L << (failures - 1)),
    };

    private static double Fibonacci(int n)
    {
        double previous = 0, current = 1;
        for (var i = 1; i < n; i++) (previous, current) = (current, previous + current);
        return current;
    }

    private static TimeSpan Times(TimeSpan wait, double factor)
    {
        if (wait == TimeSpan.Zero) return wait;
        var ticks = wait.Ticks * factor;
        return ticks >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
    }
}
