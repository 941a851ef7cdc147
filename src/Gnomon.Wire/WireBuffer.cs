using System.Buffers;

namespace Gnomon.Wire;

/// <summary>Bytes that gather until they are sent. Its array comes from the shared pool and grows as needed.</summary>
internal sealed class WireBuffer : IDisposable
{
    private const int FirstBytes = 16_384;

    /// <summary>An array that grew beyond this is given back when it has been sent.</summary>
    private const int KeptBytes = 1_048_576;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - Length) Grow(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes) Release();
    }

    public void Dispose()
    {
        Length = 0;
        Release();
    }

    private void Grow(int more)
    {
        var needed = checked(Length + more);
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, Math.Max(needed, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength))));
        _bytes.AsSpan(0, Length).CopyTo(grown);
        Release();
        _bytes = grown;
    }

    private void Release()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
