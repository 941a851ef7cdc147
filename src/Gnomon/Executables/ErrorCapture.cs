using System.Buffers;
using System.Text;
using Gnomon.Jobs;

namespace Gnomon.Executables;

/// <summary>Passes a program's standard error on line by line, and keeps the last part of it as the error text.</summary>
/// <param name="report">Takes each line as soon as it is complete.</param>
/// <param name="maxTail">Most characters kept.</param>
internal sealed class ErrorCapture(Action<string> report, int maxTail)
{
    private readonly Lock _gate = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private readonly StringBuilder _tail = new();
    private bool _cut;
    private bool _any;

    /// <summary>Whether the program wrote anything at all.</summary>
    public bool Any
    {
        get { lock (_gate) return _any; }
    }

    /// <summary>The last part of what the program wrote, from a line's start where possible; empty for nothing.
    /// </summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                var text = _tail.ToString();
                var cut = _cut || text.Length > maxTail;
                if (text.Length > maxTail) text = text[^maxTail..];
                if (!cut) return text.Trim();
                var lineEnd = text.IndexOf('\n', StringComparison.Ordinal);
                if (lineEnd >= 0 && lineEnd < text.Length - 1) text = text[(lineEnd + 1)..];
                return "… " + text.Trim();
            }
        }
    }

    /// <summary>Reads to the end of the stream.</summary>
    public async Task DrainAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(4 * 1024);
        var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(bytes.Length));
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(bytes, cancellation).ConfigureAwait(false);
                Take(bytes.AsSpan(0, read), chars);
                if (read == 0) return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>Takes the next bytes; none means the end.</summary>
    private void Take(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        lock (_gate)
        {
            _any |= bytes.Length > 0;
            var text = chars[.._decoder.GetChars(bytes, chars, flush: bytes.IsEmpty)];
            _tail.Append(text);
            // Cut rarely, at twice the bound: each cut moves what is left.
            if (_tail.Length > 2 * maxTail)
            {
                _tail.Remove(0, _tail.Length - maxTail);
                _cut = true;
            }

            foreach (var c in text)
            {
                if (c == '\n') EndLine_NeedsLock();
                else _line.Append(c);
                // A line without end must not grow without bound: it is passed on in pieces.
                if (_line.Length == JobLimits.MaxLogLineLength) EndLine_NeedsLock();
            }

            if (bytes.IsEmpty && _line.Length > 0) EndLine_NeedsLock();
        }
    }

    private void EndLine_NeedsLock()
    {
        var length = _line.Length;
        if (length > 0 && _line[length - 1] == '\r') length--;
        report(_line.ToString(0, length));
        _line.Clear();
    }
}
