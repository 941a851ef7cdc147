using System.Text;

namespace Gnomon.WebCalls;

/// <summary>The first part of an answer's body.</summary>
/// <param name="Bytes">What was kept.</param>
/// <param name="Cut">Whether there was more.</param>
internal sealed record AnswerBody(ReadOnlyMemory<byte> Bytes, bool Cut)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads at most <paramref name="maxBytes"/>, and one more to see whether there is more.</summary>
    public static async Task<AnswerBody> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellation)
    {
        var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var kept = new MemoryStream();
            var buffer = new byte[Math.Min(maxBytes + 1, 16 * 1024)];
            while (kept.Length <= maxBytes)
            {
                var wanted = (int)Math.Min(buffer.Length, maxBytes + 1 - kept.Length);
                var read = await stream.ReadAsync(buffer.AsMemory(0, wanted), cancellation).ConfigureAwait(false);
                if (read == 0) break;
                kept.Write(buffer, 0, read);
            }

            var length = (int)Math.Min(kept.Length, maxBytes);
            return new AnswerBody(kept.GetBuffer().AsMemory(0, length), kept.Length > maxBytes);
        }
    }

    /// <summary>The body as text; null when it is none: not UTF-8, or with control characters other than line ends, tab
    /// and form feed.</summary>
    public string? ToText()
    {
        try
        {
            var text = Strict.GetString(WholeCharacters());
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\f')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The start of the body for an error text, on one line, whatever its bytes are.</summary>
    public string Excerpt()
    {
        var text = Encoding.UTF8.GetString(WholeCharacters());
        var line = string.Create(text.Length, text, static (span, whole) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(whole[i]) ? ' ' : whole[i];
        }).Trim();
        if (line.Length <= WebCallLimits.MaxErrorExcerpt) return Cut ? line + " …" : line;
        var end = WebCallLimits.MaxErrorExcerpt;
        if (char.IsHighSurrogate(line[end - 1])) end--;
        return line[..end] + " …";
    }

    /// <summary>The bytes without the part of a character that the cut may have left at their end.</summary>
    private ReadOnlySpan<byte> WholeCharacters()
    {
        var bytes = Bytes.Span;
        if (!Cut) return bytes;
        var start = bytes.Length - 1;
        while (start >= 0 && bytes.Length - start < 4 && (bytes[start] & 0xC0) == 0x80) start--;
        if (start < 0) return bytes;
        var needed = bytes[start] switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
        return bytes.Length - start < needed ? bytes[..start] : bytes;
    }
}
