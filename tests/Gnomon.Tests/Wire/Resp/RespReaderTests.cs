using System.Buffers;
using System.Text;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData("%2\r\n+a\r\n:1\r\n+b\r\n#t\r\n")]
    [InlineData("*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n:1\r\n")]
    [InlineData("|1\r\n+ttl\r\n:9\r\n%2\r\n=5\r\ntxt:a\r\n(1\r\n+b\r\n|1\r\n+x\r\n+y\r\n+1\r\n")]
    public void Old_and_new_protocol_read_the_same(string reply)
    {
        foreach (var bytes in new[] { Whole(reply), Segments.OneByOne(Encoding.UTF8.GetBytes(reply)) })
        {
            var reader = new RespReader(bytes);
            Assert.Equal(2, reader.ReadMap());
            Assert.Equal("a", reader.ReadString());
            Assert.Equal(1, reader.ReadInt64());
            Assert.Equal("b", reader.ReadString());
            Assert.True(reader.ReadBoolean());
            Assert.True(reader.IsAtEnd);
        }
    }

    [Theory]
    [InlineData("_\r\n")]
    [InlineData("$-1\r\n")]
    [InlineData("*-1\r\n")]
    public void Nulls_of_both_protocols_are_nulls(string reply)
    {
        Assert.Null(new RespReader(Whole(reply)).ReadString());
        Assert.Null(new RespReader(Whole(reply)).ReadBytes());
        Assert.Equal(-1, new RespReader(Whole(reply)).ReadArray());
        Assert.True(new RespReader(Whole(reply)).TryReadNull());
        Assert.Throws<FormatException>(() => new RespReader(Whole(reply)).ReadInt64());
    }

    [Theory]
    [InlineData(",1.5\r\n", 1.5)]
    [InlineData("$4\r\n-0.5\r\n", -0.5)]
    [InlineData(":3\r\n", 3)]
    [InlineData(",inf\r\n", double.PositiveInfinity)]
    [InlineData(",-inf\r\n", double.NegativeInfinity)]
    [InlineData(",nan\r\n", double.NaN)]
    public void Numbers_are_read(string reply, double value) =>
        Assert.Equal(value, new RespReader(Whole(reply)).ReadDouble());

    [Fact]
    public void An_error_inside_an_array_can_be_read_or_is_thrown()
    {
        const string Reply = "*2\r\n-WRONGTYPE no\r\n!8\r\nOOM full\r\n";
        var reader = new RespReader(Whole(Reply));
        Assert.Equal(2, reader.ReadArray());
        Assert.Equal(RespErrorCodes.WrongType, reader.ReadError().Code);
        Assert.Equal("OOM full", reader.ReadError().Text);
        var error = Assert.Throws<RespServerException>(() =>
        {
            var again = new RespReader(Whole(Reply));
            again.ReadArray();
            again.ReadInt64();
        });
        Assert.Equal("WRONGTYPE no", error.Message);
    }

    [Fact]
    public void What_is_something_else_is_said()
    {
        Assert.Contains("'abc'", Assert.Throws<FormatException>(() => new RespReader(Whole("+abc\r\n")).ReadInt64()).Message);
        Assert.Contains("Array", Assert.Throws<FormatException>(() => new RespReader(Whole("*0\r\n")).ReadString()).Message);
        Assert.Contains("array", Assert.Throws<FormatException>(() => new RespReader(Whole(":1\r\n")).ReadArray()).Message);
        Assert.Contains("odd", Assert.Throws<FormatException>(() => new RespReader(Whole("*1\r\n:1\r\n")).ReadMap()).Message);
    }

    [Theory]
    [InlineData("MOVED 3999 127.0.0.1:6381", "MOVED", 3999, "127.0.0.1:6381")]
    [InlineData("ASK 1 ::1:7000", "ASK", 1, "[::1]:7000")]
    [InlineData("MOVED 5 :6379", "MOVED", 5, ":6379")]
    [InlineData("MOVED", "MOVED", null, null)]
    [InlineData("MOVED x y", "MOVED", null, null)]
    [InlineData("NOSCRIPT No matching script.", "NOSCRIPT", null, null)]
    public void Errors_are_taken_apart(string text, string code, int? slot, string? node)
    {
        var error = RespServerError.Parse(text);
        Assert.Equal((code, text, slot, node), (error.Code, error.Text, error.Slot, error.Node?.ToString()));
    }

    private static ReadOnlySequence<byte> Whole(string reply) => new(Encoding.UTF8.GetBytes(reply));
}
