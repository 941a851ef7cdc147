using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>A secret that arguments are encrypted with, and its name. It is never written anywhere.</summary>
public sealed class EncryptionKey
{
    /// <summary>Takes a secret.</summary>
    /// <param name="id">Names the key in what is encrypted with it; letters, digits and <c>. _ - :</c>.</param>
    /// <param name="secret">16, 24 or 32 random bytes.</param>
    /// <exception cref="InvalidJobException">The id is not a name.</exception>
    /// <exception cref="ArgumentException">The secret has another length.</exception>
    public EncryptionKey(string id, ReadOnlyMemory<byte> secret)
    {
        JobRules.CheckName("key", id);
        if (secret.Length is not (16 or 24 or 32))
            throw new ArgumentException(
                $"The secret of key '{id}' has {secret.Length} bytes; allowed are 16, 24 and 32.", nameof(secret));
        Id = id;
        Secret = secret.ToArray();
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    internal byte[] Secret { get; }

    /// <summary>The name; never the secret.</summary>
    public override string ToString() => Id;
}
