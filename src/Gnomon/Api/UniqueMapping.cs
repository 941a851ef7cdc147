using Gnomon.Jobs;

namespace Gnomon.Api;

/// <summary>Unique rules to and from the wire.</summary>
internal static class UniqueMapping
{
    /// <summary>Reads a rule.</summary>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static UniqueRule ToRule(UniqueDocument? document, string? key)
    {
        if (document is null) return UniqueRule.Default;
        if (key is null) throw ApiProblems.Invalid("unique", "means nothing without a key; give a key or leave it out");
        return new UniqueRule
        {
            Scope = Parse<KeyScope>("unique.scope", document.Scope),
            Hold = Parse<KeyHold>("unique.hold", document.Hold),
            Period = DurationField.ParseOptional("unique.period", document.Period),
            OnDuplicate = Parse<DuplicateAction>("unique.onDuplicate", document.OnDuplicate),
        };
    }

    /// <summary>Writes the rule of a job; null without a key.</summary>
    public static UniqueDocument? ToDocument(JobSpec spec) => spec.Key is null ? null : new UniqueDocument
    {
        Scope = Format(spec.Unique.Scope),
        Hold = Format(spec.Unique.Hold),
        Period = DurationField.Format(spec.Unique.Period),
        OnDuplicate = Format(spec.Unique.OnDuplicate),
    };

    private static T Parse<T>(string field, string? text)
        where T : struct, Enum
    {
        if (text is null) return default;
        foreach (var value in Enum.GetValues<T>())
            if (Format(value) == text)
                return value;
        var allowed = string.Join(", ", Enum.GetValues<T>().Select(Format));
        throw ApiProblems.Invalid(field, $"is '{text}'; allowed are {allowed}");
    }

    private static string Format<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
