using System.Collections.Concurrent;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

public sealed class RespHandshakeTests
{
    [Fact]
    public async Task Nothing_goes_out_before_the_hand_shake_is_over()
    {
        var seen = new ConcurrentQueue<string>();
        await using var peer = new ScriptedPeer(async connection =>
        {
            seen.Enqueue(string.Join(' ', await connection.GreetAsync()));
            while (true)
            {
                seen.Enqueue(string.Join(' ', await connection.ReadAsync()));
                await connection.SendAsync("+OK\r\n");
            }
        });
        var options = Redis.At(peer.Port) with
        {
            User = "app", Password = "s3cret", Database = 7, ClientName = "gnomon-1",
            PrepareAsync = async (handshake, cancellation) =>
            {
                Assert.Equal("7.0.0", handshake.Server.Version);
                using var role = RespCommand.Create("ROLE"u8);
                await handshake.ExecuteAsync(role, RespParsers.Text, cancellation);
            },
        };
        await using var redis = RespConnection.Start(options);
        Assert.Equal("OK", await redis.TextAsync("SET", "a", "b"));
        Assert.Equal(["HELLO 3 AUTH app s3cret SETNAME gnomon-1", "SELECT 7", "ROLE", "SET a b"], seen);
    }

    [Fact]
    public async Task A_server_that_does_not_know_HELLO_is_spoken_to_as_before()
    {
        var seen = new ConcurrentQueue<string>();
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.ReadAsync();
            await connection.SendAsync("-ERR unknown command `HELLO`, with args beginning with: `3`\r\n");
            while (true)
            {
                seen.Enqueue(string.Join(' ', await connection.ReadAsync()));
                await connection.SendAsync("+OK\r\n");
            }
        });
        var options = Redis.At(peer.Port) with { Password = "s3cret", ClientName = "old", Database = 2 };
        await using var redis = await RespConnection.ConnectAsync(options);
        Assert.Equal(2, redis.Server!.Protocol);
        Assert.Equal(["AUTH s3cret", "CLIENT SETNAME old", "SELECT 2"], seen);
        var error = await Redis.FailureOf(redis.SubscribeAsync("c", (in payload) => { }));
        Assert.Contains("too old", error.Message);
    }

    [Theory]
    [InlineData("-WRONGPASS invalid username-password pair or user is disabled.\r\n", "password of user 'app'")]
    [InlineData("-NOAUTH HELLO must be called with the client already authenticated\r\n", "wants a password")]
    [InlineData("-ERR max number of clients reached\r\n", "max number of clients")]
    public async Task A_refusal_says_why_and_shows_no_password(string answer, string reason)
    {
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.ReadAsync();
            await connection.SendAsync(answer);
            await connection.IdleAsync();
        });
        var options = Redis.At(peer.Port) with { User = "app", Password = "s3cret" };
        var error = await Redis.FailureOf(RespConnection.ConnectAsync(options));
        Assert.Equal(WireProblem.Refused, error.Problem);
        Assert.True(error.NeverSent);
        Assert.Contains(reason, error.Message);
        Assert.Contains($"127.0.0.1:{peer.Port}", error.Message);
        Assert.DoesNotContain("s3cret", error.ToString());
        Assert.IsType<RespServerException>(error.InnerException);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_by_its_number()
    {
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            await connection.ReadAsync();
            await connection.SendAsync("-ERR DB index is out of range\r\n");
            await connection.IdleAsync();
        });
        var error = await Redis.FailureOf(RespConnection.ConnectAsync(Redis.At(peer.Port) with { Database = 99 }));
        Assert.Contains("no database 99", error.Message);
    }

    [Fact]
    public async Task What_preparing_throws_is_the_reason_of_the_failure()
    {
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            await connection.IdleAsync();
        });
        var options = Redis.At(peer.Port) with
        {
            PrepareAsync = (_, _) => throw new InvalidOperationException("this one is a replica"),
        };
        Assert.Contains("this one is a replica", (await Redis.FailureOf(RespConnection.ConnectAsync(options))).Message);
    }

    [Fact]
    public void Options_show_no_password() => Assert.DoesNotContain(
        "s3cret", (Redis.At(1) with { User = "u", Password = "s3cret" }).ToString());

    [Fact]
    public void Options_out_of_range_are_named_with_their_range()
    {
        var tooLong = Redis.At(1, wire => wire with { ConnectTimeout = TimeSpan.FromDays(2) });
        Assert.Contains("ConnectTimeout: 2.00:00:00", Assert.Throws<ArgumentException>(tooLong.Validate).Message);
        Assert.Contains("Database: -1", Assert.Throws<ArgumentException>((Redis.At(1) with { Database = -1 }).Validate).Message);
        Assert.Contains("port 0", Assert.Throws<ArgumentException>(Redis.At(0).Validate).Message);
        Assert.Contains("ClientName", Assert.Throws<ArgumentException>((Redis.At(1) with { ClientName = "a b" }).Validate).Message);
        Assert.Contains("User", Assert.Throws<ArgumentException>((Redis.At(1) with { User = "a" }).Validate).Message);
    }
}
