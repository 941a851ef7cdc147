using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

public sealed class RespScannerTests
{
    private const int MaxBytes = 100_000;

    public static TheoryData<string> Replies =>
    [
        "+OK\r\n", "-ERR no\r\n", ":-42\r\n", "$0\r\n\r\n", "$5\r\nhe\r\no\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "_\r\n", "#t\r\n",
        ",3.25\r\n", "(3492890328409238509324850943850943825024385\r\n", "!7\r\nERR a\r\n\r\n", "=8\r\ntxt:some\r\n",
        "*3\r\n:1\r\n*2\r\n$1\r\na\r\n_\r\n~1\r\n+x\r\n", "%2\r\n+a\r\n:1\r\n+b\r\n%0\r\n", ">3\r\n+message\r\n+c\r\n$1\r\np\r\n",
        "|1\r\n+ttl\r\n:3600\r\n*2\r\n:1\r\n|1\r\n+k\r\n+v\r\n:2\r\n", "|0\r\n+x\r\n", "|1\r\n+a\r\n+b\r\n>1\r\n+push\r\n",
        "|1\r\n+a\r\n+b\r\n|1\r\n+c\r\n+d\r\n:7\r\n",
    ];

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_is_found_however_it_is_split(string reply)
    {
        var bytes = Encoding.UTF8.GetBytes(reply);
        for (var first = 0; first <= bytes.Length; first++)
            for (var second = first; second <= bytes.Length; second++)
                AssertFound(bytes, first, second);
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void Bytes_behind_a_reply_are_left(string reply)
    {
        var bytes = Encoding.UTF8.GetBytes(reply + "+next\r\n");
        Assert.True(new RespScanner(MaxBytes).TryScan(Segments.OneByOne(bytes), out var length, out _));
        Assert.Equal(Encoding.UTF8.GetByteCount(reply), length);
    }

    [Theory]
    [InlineData("|1\r\n+a\r\n+b\r\n>1\r\n+push\r\n", '>')]
    [InlineData("|1\r\n+a\r\n*1\r\n+b\r\n:5\r\n", ':')]
    [InlineData("*1\r\n%0\r\n", '*')]
    public void The_kind_is_that_behind_attributes(string reply, char mark)
    {
        Assert.True(Scan(reply, out _, out var found));
        Assert.Equal(mark, (char)found);
    }

    [Theory]
    [InlineData("hello\r\n", "begins with byte 104")]
    [InlineData("+OK\n", "CR LF")]
    [InlineData("\r\n", "CR LF")]
    [InlineData("$5\r\nhelloXX", "CR LF")]
    [InlineData("$-2\r\n", "length of -2")]
    [InlineData("$x\r\n", "no number")]
    [InlineData("$\r\n", "no number")]
    [InlineData("*12345678901234567890123456789012345\r\n", "no number")]
    [InlineData("$?\r\n", "streamed")]
    [InlineData("*?\r\n", "streamed")]
    [InlineData("%?\r\n", "streamed")]
    [InlineData(";4\r\n", "begins with byte 59")]
    [InlineData("*1\r\n>1\r\n+a\r\n", "begins with byte 62")]
    [InlineData("%-1\r\n", "count of -1")]
    [InlineData("$100001\r\n", "longer than 100,000")]
    [InlineData("*1000000000\r\n", "longer than 100,000")]
    [InlineData("%9223372036854775807\r\n", "longer than 100,000")]
    public void What_is_no_reply_is_refused_with_its_reason(string reply, string reason)
    {
        var error = Assert.Throws<WireException>(() => Scan(reply, out _, out _));
        Assert.Equal(WireProblem.Protocol, error.Problem);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void Levels_are_bounded()
    {
        var deepest = string.Concat(Enumerable.Repeat("*1\r\n", WireLimits.MaxDepth)) + ":1\r\n";
        Assert.True(Scan(deepest, out _, out _));
        Assert.Contains("levels", Assert.Throws<WireException>(() => Scan("*1\r\n" + deepest, out _, out _)).Message);
    }

    [Fact]
    public void A_line_without_an_end_is_bounded() => Assert.Contains(
        "too long", Assert.Throws<WireException>(() => Scan("+" + new string('a', 70_000), out _, out _)).Message);

    [Fact]
    public void The_whole_of_many_short_elements_is_bounded()
    {
        var reply = "*30000\r\n" + string.Concat(Enumerable.Repeat("+abcd\r\n", 30_000));
        Assert.Contains("longer than", Assert.Throws<WireException>(() => Scan(reply, out _, out _)).Message);
    }

    [Fact]
    public void What_a_length_announces_is_not_allocated()
    {
        var scanner = new RespScanner(1_000_000_000);
        var announced = Segments.Of("*300000000\r\n$900000000\r\n"u8.ToArray());
        Assert.True(Allocated.By(() => scanner.TryScan(announced, out _, out _)) < 1000);
    }

    [Fact]
    public void Random_replies_are_read_as_they_were_written() => Prop.ForAll(
        Arb.From(RespValues.Any), value =>
        {
            var bytes = Encoding.UTF8.GetBytes(value.Write());
            var random = new Random(bytes.Length);
            var cut = random.Next(bytes.Length + 1);
            var scanner = new RespScanner(MaxBytes);
            scanner.TryScan(Segments.Of(bytes[..cut]), out _, out _);
            var scattered = Segments.Of(Cut(bytes, random));
            if (cut < bytes.Length) Assert.True(scanner.TryScan(scattered, out var length, out _) && length == bytes.Length);
            var reader = new RespReader(scattered);
            Assert.Equal(value.Told(), RespTelling.Of(ref reader));
            Assert.True(reader.IsAtEnd);
            var again = new RespReader(scattered);
            again.Skip();
            Assert.True(again.IsAtEnd);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1000));

    [Fact]
    public void Random_bytes_are_refused_or_read_but_never_break_the_codec()
    {
        const int Rounds = 200_000;
        const string Alphabet = "+-:$*%~|>#_,!=(;?.0123459tf\r\r\r\n\n\n a\0";
        var random = new Random(20261121);
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = new byte[random.Next(1, 40)];
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = round % 4 == 0 ? (byte)random.Next(256) : (byte)Alphabet[random.Next(Alphabet.Length)];
            if (round % 2 == 0) bytes = [.. "*2\r\n"u8, .. bytes, .. "\r\n+a\r\n"u8];
            if (TryRead(bytes)) read++;
        }

        Assert.True(read > Rounds / 1000, $"Only {read} of {Rounds} were replies: the test says little.");
    }

    [Fact]
    public void A_damaged_reply_never_breaks_the_codec()
    {
        const int Rounds = 20_000;
        var random = new Random(7);
        var replies = Gen.Sample(RespValues.Any, 200).Select(value => Encoding.UTF8.GetBytes(value.Write())).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = replies[random.Next(replies.Length)].ToArray();
            for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)"*$:+\r\n09-|%>"[random.Next(12)];
            TryRead(bytes);
        }
    }

    private static bool TryRead(byte[] bytes)
    {
        try
        {
            if (!Scan(bytes, out var length, out _)) return false;
            var reader = new RespReader(new ReadOnlySequence<byte>(bytes, 0, (int)length));
            reader.Skip();
            Assert.True(reader.IsAtEnd, Encoding.Latin1.GetString(bytes));
            var telling = new RespReader(new ReadOnlySequence<byte>(bytes, 0, (int)length));
            RespTelling.Of(ref telling);
            return true;
        }
        catch (WireException error)
        {
            Assert.Equal(WireProblem.Protocol, error.Problem);
            return false;
        }
    }

    private static void AssertFound(byte[] bytes, int first, int second)
    {
        var scanner = new RespScanner(MaxBytes);
        if (first < bytes.Length) Assert.False(scanner.TryScan(Segments.Of(bytes[..first]), out _, out _));
        if (second < bytes.Length)
            Assert.False(scanner.TryScan(Segments.Of(bytes[..first], bytes[first..second]), out _, out _));
        var whole = Segments.Of(bytes[..first], bytes[first..second], bytes[second..]);
        Assert.True(scanner.TryScan(whole, out var length, out _));
        Assert.Equal(bytes.Length, length);
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(1, 8), bytes.Length - at);
            yield return bytes[at..(at + length)];
            at += length;
        }
    }

    private static bool Scan(string reply, out long length, out byte mark) =>
        Scan(Encoding.UTF8.GetBytes(reply), out length, out mark);

    private static bool Scan(byte[] bytes, out long length, out byte mark) =>
        new RespScanner(MaxBytes).TryScan(new ReadOnlySequence<byte>(bytes), out length, out mark);
}
