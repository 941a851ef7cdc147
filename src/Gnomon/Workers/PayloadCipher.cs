using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gnomon.Workers;

/// <summary>Encrypts JSON into a JSON envelope, and back. The envelope is
/// <code>{"encrypted":"AES-GCM","key":"name","data":"base64 of nonce 12 · tag 16 · text"}</code> and is bound to what it
/// is and to the handler it is for: arguments of one handler cannot be passed off as those of another.</summary>
internal sealed class PayloadCipher
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly EncryptionOptions _options;

    public PayloadCipher(EncryptionOptions options)
    {
        options.Validate();
        _options = options;
    }

    public bool EncryptsResults => _options.Results;

    private static ReadOnlySpan<byte> Beginning => "{\"encrypted\":\"AES-GCM\","u8;

    /// <summary>Whether this is an envelope.</summary>
    public static bool IsSealed(ReadOnlyMemory<byte> json) => json.Span.StartsWith(Beginning);

    /// <summary>Whether an envelope is of the newest key.</summary>
    /// <exception cref="CannotRunHereException">It is damaged.</exception>
    public bool IsOfNewestKey(ReadOnlyMemory<byte> envelope) => Read(envelope).Key == _options.Keys[0].Id;

    /// <summary>Encrypts with the newest key.</summary>
    /// <param name="json">The text; an envelope is left as it is.</param>
    /// <param name="purpose">What it is and whose.</param>
    public ReadOnlyMemory<byte> Seal(ReadOnlyMemory<byte> json, string purpose)
    {
        if (json.IsEmpty || IsSealed(json)) return json;
        var key = _options.Keys[0];
        var data = new byte[NonceSize + TagSize + json.Length];
        RandomNumberGenerator.Fill(data.AsSpan(0, NonceSize));
        using (var cipher = new AesGcm(key.Secret, TagSize))
            cipher.Encrypt(
                data.AsSpan(0, NonceSize), json.Span, data.AsSpan(NonceSize + TagSize), data.AsSpan(NonceSize, TagSize),
                Encoding.UTF8.GetBytes(purpose));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("encrypted"u8, "AES-GCM"u8);
            writer.WriteString("key"u8, key.Id);
            writer.WriteBase64String("data"u8, data);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Decrypts with the key that the envelope names.</summary>
    /// <exception cref="CannotRunHereException">That cannot be done here.</exception>
    public ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> envelope, string purpose)
    {
        var (id, data) = Read(envelope);
        var key = _options.Keys.FirstOrDefault(known => known.Id == id)
            ?? throw new CannotRunHereException($"encrypted with key '{id}', which this process does not have");
        try
        {
            var json = new byte[data.Length - NonceSize - TagSize];
            using var cipher = new AesGcm(key.Secret, TagSize);
            cipher.Decrypt(
                data.AsSpan(0, NonceSize), data.AsSpan(NonceSize + TagSize), data.AsSpan(NonceSize, TagSize), json,
                Encoding.UTF8.GetBytes(purpose));
            return json;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new CannotRunHereException(
                $"encrypted with another key '{id}' than this process has, or for another handler, or changed since");
        }
    }

    private static (string Key, byte[] Data) Read(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            using var document = JsonDocument.Parse(envelope);
            var data = document.RootElement.GetProperty("data"u8).GetBytesFromBase64();
            if (data.Length >= NonceSize + TagSize)
                return (document.RootElement.GetProperty("key"u8).GetString() ?? "", data);
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException
            or InvalidOperationException)
        {
            // Told below, like an envelope that is too short.
        }

        throw new CannotRunHereException("encrypted, and the envelope is damaged");
    }
}
