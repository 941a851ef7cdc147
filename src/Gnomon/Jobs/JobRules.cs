using Gnomon.Retries;

namespace Gnomon.Jobs;

/// <summary>The checks that every job passes before a store sees it.</summary>
public static class JobRules
{
    /// <summary>Refuses a draft that breaks a bound of <see cref="JobLimits"/>.</summary>
    /// <exception cref="InvalidJobException">Names the first member at fault.</exception>
    public static void Check(JobDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Id.Value == Guid.Empty) throw new InvalidJobException("id", "must not be the empty UUID");
        if (draft is { RunAt: not null, Delay: not null })
            throw new InvalidJobException("delay", "cannot be combined with runAt; give one of the two");
        if (draft.Delay < TimeSpan.Zero) throw new InvalidJobException("delay", "must not be negative");
        CheckNotTooLong("delay", draft.Delay);
        Check(draft.Spec);
    }

    /// <summary>Refuses a specification that breaks a bound of <see cref="JobLimits"/>.</summary>
    /// <exception cref="InvalidJobException">Names the first member at fault.</exception>
    public static void Check(JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        CheckHandlerName("handler", spec.Handler);
        CheckName("queue", spec.Queue);
        if (spec.Priority > JobLimits.MaxPriority)
            throw new InvalidJobException("priority", $"is {spec.Priority}; allowed are 0 to {JobLimits.MaxPriority}");
        if (spec.Args.Length > JobLimits.MaxArgsBytes)
            throw new InvalidJobException(
                "args", $"take {spec.Args.Length:N0} bytes; at most {JobLimits.MaxArgsBytes:N0} are allowed");
        RetryPolicy.Check(spec.Retry);
        CheckPositive("timeout", spec.Timeout);
        CheckPositive("retention", spec.Retention);
        CheckLength("key", spec.Key, JobLimits.MaxKeyLength);
        if (!spec.IsPlain) CheckRare(spec);
        if (spec.Tags is null || spec.Tags.Contains(null!))
            throw new InvalidJobException("tags", "must be a list of texts without a null");
        if (spec.Tags.Count > JobLimits.MaxTags)
            throw new InvalidJobException("tags", $"are {spec.Tags.Count}; at most {JobLimits.MaxTags} are allowed");
        foreach (var tag in spec.Tags) CheckLength("tags", tag, JobLimits.MaxTagLength);
    }

    /// <summary>Refuses a handler name that could be read as a path: a separator, or <c>..</c>, or a leading dot.
    /// </summary>
    /// <exception cref="InvalidJobException">The name is not one.</exception>
    public static void CheckHandlerName(string field, string? name)
    {
        CheckName(field, name);
        if (name!.StartsWith('.') || name.Contains("..", StringComparison.Ordinal))
            throw new InvalidJobException(field, $"'{name}' must not start with '.' or contain '..'");
    }

    /// <summary>Refuses a queue, handler or schedule name with other characters than letters, digits and
    /// <c>. _ - :</c>, an empty one and one that is too long.</summary>
    /// <exception cref="InvalidJobException">The name is not one.</exception>
    public static void CheckName(string field, string? name)
    {
        if (string.IsNullOrEmpty(name)) throw new InvalidJobException(field, "is missing or empty");
        CheckLength(field, name, JobLimits.MaxNameLength);
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or ':'))
                throw new InvalidJobException(
                    field, $"'{name}' contains '{c}'; allowed are letters, digits and . _ - :");
    }

    /// <summary>Refuses the name of a node that is empty, longer than <see cref="JobLimits.MaxNameLength"/>, or has
    /// control characters.</summary>
    /// <exception cref="InvalidJobException">The name is not one.</exception>
    public static void CheckNode(string field, string? name)
    {
        if (name is null) throw new InvalidJobException(field, "is missing");
        CheckLength(field, name, JobLimits.MaxNameLength);
        if (name.Any(char.IsControl)) throw new InvalidJobException(field, "must not contain control characters");
    }

    private static void CheckRare(JobSpec spec)
    {
        CheckUnique(spec.Unique);
        CheckLength("limitKey", spec.LimitKey, JobLimits.MaxKeyLength);
        CheckHeaders(spec.Headers);
        if (spec.Node is { } node) CheckNode("onNode", node);
        if (spec.ArgsVersion < 0)
            throw new InvalidJobException("argsVersion", $"is {spec.ArgsVersion}; it must not be negative");
    }

    private static void CheckUnique(UniqueRule rule)
    {
        if (rule is null) throw new InvalidJobException("unique", "must not be null");
        CheckKnown("unique.scope", rule.Scope);
        CheckKnown("unique.hold", rule.Hold);
        CheckKnown("unique.onDuplicate", rule.OnDuplicate);
        CheckPositive("unique.period", rule.Period);
    }

    private static void CheckKnown<T>(string field, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) throw new InvalidJobException(field, $"'{value}' is not a value that it can have");
    }

    private static void CheckHeaders(IReadOnlyDictionary<string, string> headers)
    {
        if (headers is null) throw new InvalidJobException("headers", "must not be null");
        if (headers.Count > JobLimits.MaxHeaders)
            throw new InvalidJobException(
                "headers", $"are {headers.Count}; at most {JobLimits.MaxHeaders} are allowed");
        foreach (var (name, value) in headers)
        {
            CheckLength("headers", name, JobLimits.MaxHeaderNameLength);
            if (value is null) throw new InvalidJobException("headers", $"have no value for '{name}'");
            if (value.Length > JobLimits.MaxHeaderLength)
                throw new InvalidJobException(
                    "headers",
                    $"have {value.Length:N0} characters for '{name}'; at most {JobLimits.MaxHeaderLength:N0} are allowed");
        }
    }

    private static void CheckLength(string field, string? text, int most)
    {
        if (text is null) return;
        if (text.Length == 0) throw new InvalidJobException(field, "must not be empty");
        if (text.Length > most)
            throw new InvalidJobException(field, $"has {text.Length} characters; at most {most} are allowed");
    }

    private static void CheckPositive(string field, TimeSpan? value)
    {
        if (value <= TimeSpan.Zero) throw new InvalidJobException(field, "must be longer than zero");
        CheckNotTooLong(field, value);
    }

    private static void CheckNotTooLong(string field, TimeSpan? value)
    {
        if (value > JobLimits.MaxDuration)
            throw new InvalidJobException(
                field, $"is longer than {JobLimits.MaxDuration.Days:N0} days, the most that is allowed");
    }
}
