namespace Gnomon.Triggers.Cron;

/// <summary>Gathers the normal form of an expression, in capitals.</summary>
/// <param name="buffer">Where the text gathers; what does not fit into it goes on in a longer one.</param>
internal ref struct NormalText(Span<char> buffer)
{
    private Span<char> _buffer = buffer;
    private int _length;

    public void Append(ReadOnlySpan<char> text)
    {
        if (_buffer.Length - _length < text.Length)
        {
            var longer = new char[2 * (_length + text.Length)];
            _buffer[.._length].CopyTo(longer);
            _buffer = longer;
        }

        text.ToUpperInvariant(_buffer[_length..]);
        _length += text.Length;
    }

    public override readonly string ToString() => _buffer[.._length].ToString();
}
