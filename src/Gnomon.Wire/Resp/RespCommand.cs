using System.Buffers;
using System.Text;

namespace Gnomon.Wire.Resp;

/// <summary>One command as the bytes that go out. It comes from a pool and goes back to it when disposed; until then it may
/// be executed as often as wanted, on any connection. Not safe for use from several threads at once.</summary>
public sealed class RespCommand : IDisposable
{
    /// <summary>Room for the head, which is only known at the end: an asterisk, ten digits, CR LF.</summary>
    private const int Headroom = 16;

    private const int FirstBytes = 256;

    /// <summary>A dollar sign, ten digits, CR LF, and the CR LF behind the argument.</summary>
    private const int ArgumentOverhead = 15;

    private static readonly BoundedPool<RespCommand> Pool = new(WireLimits.MaxPooledOperations);

    private byte[] _bytes = [];
    private int _length;
    private int _arguments;

    private RespCommand()
    {
    }

    /// <summary>The arguments so far, the command's name included.</summary>
    public int Count => _arguments;

    /// <summary>Begins a command.</summary>
    /// <param name="name">Its name: <c>"EVALSHA"u8</c>.</param>
    public static RespCommand Create(ReadOnlySpan<byte> name)
    {
        var command = Pool.TryRent() ?? new RespCommand();
        if (command._bytes.Length == 0) command._bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
        command._length = Headroom;
        command._arguments = 0;
        return command.Add(name);
    }

    /// <summary>Begins a command.</summary>
    /// <param name="name">Its name, or the first word of it: a sub-command is an argument.</param>
    public static RespCommand Create(string name)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Encoding.UTF8.TryGetBytes(name, bytes, out var length)
            ? Create(bytes[..length])
            : throw new ArgumentException($"A command's name has at most 64 bytes: '{name}'.", nameof(name));
    }

    /// <summary>Adds an argument.</summary>
    /// <returns>This command.</returns>
    /// <exception cref="ArgumentException">The command would exceed <see cref="WireLimits.MaxCommandBytes"/>.</exception>
    public RespCommand Add(ReadOnlySpan<byte> argument)
    {
        Begin(argument.Length);
        argument.CopyTo(_bytes.AsSpan(_length));
        return End(argument.Length);
    }

    /// <summary>Adds an argument that lies in pieces.</summary>
    /// <returns>This command.</returns>
    /// <exception cref="ArgumentException">The command would exceed <see cref="WireLimits.MaxCommandBytes"/>.</exception>
    public RespCommand Add(in ReadOnlySequence<byte> argument)
    {
        if (argument.Length > WireLimits.MaxCommandBytes) throw TooLong();
        var length = (int)argument.Length;
        Begin(length);
        argument.CopyTo(_bytes.AsSpan(_length));
        return End(length);
    }

    /// <summary>Adds an argument as UTF-8.</summary>
    /// <returns>This command.</returns>
    /// <exception cref="ArgumentException">The command would exceed <see cref="WireLimits.MaxCommandBytes"/>.</exception>
    public RespCommand Add(ReadOnlySpan<char> argument)
    {
        var length = Encoding.UTF8.GetByteCount(argument);
        Begin(length);
        Encoding.UTF8.GetBytes(argument, _bytes.AsSpan(_length));
        return End(length);
    }

    /// <summary>Adds an argument as UTF-8.</summary>
    /// <returns>This command.</returns>
    /// <exception cref="ArgumentException">The command would exceed <see cref="WireLimits.MaxCommandBytes"/>.</exception>
    public RespCommand Add(string argument) => Add(argument.AsSpan());

    /// <summary>Adds a whole number as its decimal digits.</summary>
    /// <returns>This command.</returns>
    /// <exception cref="ArgumentException">The command would exceed <see cref="WireLimits.MaxCommandBytes"/>.</exception>
    public RespCommand Add(long argument)
    {
        Span<byte> digits = stackalloc byte[20];
        argument.TryFormat(digits, out var length);
        return Add(digits[..length]);
    }

    /// <summary>Gives the command back. It must not be used afterwards, nor disposed again.</summary>
    public void Dispose()
    {
        if (_length == 0) return;
        _length = 0;
        if (_bytes.Length > WireLimits.MaxPooledBufferBytes)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        Pool.Return(this);
    }

    /// <summary>The whole command. Valid until the next argument is added or the command is disposed.</summary>
    internal ReadOnlyMemory<byte> Written()
    {
        ObjectDisposedException.ThrowIf(_length == 0, this);
        Span<byte> digits = stackalloc byte[10];
        _arguments.TryFormat(digits, out var length);
        var start = Headroom - length - 3;
        _bytes[start] = (byte)'*';
        digits[..length].CopyTo(_bytes.AsSpan(start + 1));
        _bytes[Headroom - 2] = (byte)'\r';
        _bytes[Headroom - 1] = (byte)'\n';
        return _bytes.AsMemory(start, _length - start);
    }

    private static ArgumentException TooLong() =>
        new($"A command has at most {WireLimits.MaxCommandBytes:N0} bytes.");

    private void Begin(int length)
    {
        ObjectDisposedException.ThrowIf(_length == 0, this);
        if ((long)_length + length + ArgumentOverhead > WireLimits.MaxCommandBytes) throw TooLong();
        if (_bytes.Length - _length < length + ArgumentOverhead) Grow(_length + length + ArgumentOverhead);
        _bytes[_length++] = (byte)'$';
        length.TryFormat(_bytes.AsSpan(_length), out var digits);
        _length += digits;
        _bytes[_length++] = (byte)'\r';
        _bytes[_length++] = (byte)'\n';
    }

    private RespCommand End(int length)
    {
        _length += length;
        _bytes[_length++] = (byte)'\r';
        _bytes[_length++] = (byte)'\n';
        _arguments++;
        return this;
    }

    private void Grow(int needed)
    {
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        _bytes.AsSpan(0, _length).CopyTo(grown);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = grown;
    }
}
