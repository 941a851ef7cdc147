using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gnomon.Executables;

/// <summary>Keeps a program's standard output up to a bound, and reads on past it so that the program is never
/// blocked on a full pipe.</summary>
internal sealed class OutputCapture(int maxBytes)
{
    // The result is read by JSON parsers and encoded again wherever it is shown as HTML, so only what JSON itself
    // demands is escaped: other text would grow up to six times.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly Lock _gate = new();
    private long _seen;

    /// <summary>Bytes written by the program so far.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Whether the program wrote more than is kept.</summary>
    public bool Overflowed => Seen > maxBytes;

    /// <summary>Reads to the end of the stream.</summary>
    public async Task DrainAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
                if (read == 0) return;
                Take(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The output as a JSON string, without its last line end; bytes that are not UTF-8 are replaced.
    /// </summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        string text;
        lock (_gate) text = Encoding.UTF8.GetString(_kept.WrittenSpan);
        var length = text.Length;
        if (length > 0 && text[length - 1] == '\n') length--;
        if (length < text.Length && length > 0 && text[length - 1] == '\r') length--;
        var json = new ArrayBufferWriter<byte>(length + 2);
        using (var writer = new Utf8JsonWriter(json, Writing)) writer.WriteStringValue(text.AsSpan(0, length));
        return json.WrittenMemory;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _kept.Write(bytes[..Math.Min(bytes.Length, maxBytes - _kept.WrittenCount)]);
            _seen += bytes.Length;
        }
    }
}
