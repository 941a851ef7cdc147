using System.Text;
using Gnomon.Wire.Resp;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

public sealed class RespCommandTests
{
    [Fact]
    public void Arguments_of_every_kind_are_written()
    {
        using var command = RespCommand.Create("EVALSHA"u8).Add("ü").Add("ab".AsSpan()).Add(long.MinValue).Add(0)
            .Add(""u8).Add(Segments.Of("x"u8.ToArray(), "yz"u8.ToArray()));
        Assert.Equal(7, command.Count);
        Assert.Equal(
            "*7\r\n$7\r\nEVALSHA\r\n$2\r\nü\r\n$2\r\nab\r\n$20\r\n-9223372036854775808\r\n$1\r\n0\r\n$0\r\n\r\n$3\r\nxyz\r\n",
            Encoding.UTF8.GetString(command.Written().Span));
    }

    [Fact]
    public void A_command_grows_and_can_be_read_more_than_once()
    {
        using var command = RespCommand.Create("RPUSH");
        for (var i = 0; i < 2000; i++) command.Add(new byte[100]);
        var first = command.Written().ToArray();
        Assert.StartsWith("*2001\r\n$5\r\nRPUSH\r\n$100\r\n", Encoding.Latin1.GetString(first));
        Assert.Equal(first, command.Written().ToArray());
    }

    [Fact]
    public void A_command_that_was_given_back_is_of_no_use()
    {
        var command = RespCommand.Create("GET"u8);
        command.Dispose();
        Assert.Throws<ObjectDisposedException>(() => command.Add(1));
        Assert.Throws<ObjectDisposedException>(() => command.Written());
    }

    [Fact]
    public void A_command_from_the_pool_begins_empty()
    {
        for (var i = 0; i < 100; i++)
        {
            using var command = RespCommand.Create("PING"u8);
            Assert.Equal("*1\r\n$4\r\nPING\r\n", Encoding.UTF8.GetString(command.Written().Span));
            command.Add(i);
        }
    }
}
