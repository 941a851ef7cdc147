namespace Gnomon.Workers;

/// <summary>How arguments are encrypted at rest, with AES-GCM.</summary>
public sealed record EncryptionOptions
{
    /// <summary>The keys, the newest first: it encrypts, and each decrypts what was encrypted with it. To change keys,
    /// give every process the new one behind the old one, then put it first, and take the old one away once no job is
    /// left that needs it.</summary>
    public required IReadOnlyList<EncryptionKey> Keys { get; init; }

    /// <summary>Whether results are encrypted too.</summary>
    public bool Results { get; init; }

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentException">There is no key, or two have one name.</exception>
    public void Validate()
    {
        if (Keys.Count == 0) throw new ArgumentException($"{nameof(EncryptionOptions)}.{nameof(Keys)} has no key.");
        if (Keys.GroupBy(key => key.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException(
                $"{nameof(EncryptionOptions)}.{nameof(Keys)} has two keys named '{twice.Key}'; each needs its own name.");
    }
}
