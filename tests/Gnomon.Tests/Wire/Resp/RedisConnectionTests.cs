using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>The connection against a real server.</summary>
public sealed class RedisConnectionTests
{
    [Fact]
    public async Task Commands_are_carried_out_and_answered()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RespConnection.ConnectAsync(At(server));
        using var set = RespCommand.Create("SET"u8).Add("greeting").Add("hello");
        Assert.Equal("OK", await redis.ExecuteAsync(set, RespParsers.Text));
        using var get = RespCommand.Create("GET"u8).Add("greeting");
        Assert.Equal("hello", await redis.ExecuteAsync(get, RespParsers.Text));
        using var increment = RespCommand.Create("INCRBY"u8).Add("n").Add(41);
        Assert.Equal(41, await redis.ExecuteAsync(increment, RespParsers.Int64));
        Assert.Equal(3, redis.Server!.Protocol);
        Assert.StartsWith("7.", redis.Server.Version);
    }

    [Fact]
    public async Task An_unknown_script_is_an_error_with_its_code()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RespConnection.ConnectAsync(At(server));
        using var call = RespCommand.Create("EVALSHA"u8).Add(new string('0', 40)).Add(0);
        var error = await Assert.ThrowsAsync<RespServerException>(
            async () => await redis.ExecuteAsync(call, RespParsers.Any));
        Assert.Equal(RespErrorCodes.NoScript, error.Code);
    }

    [Fact]
    public async Task A_killed_server_that_comes_back_is_found_again()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var redis = await RespConnection.ConnectAsync(Redis.At(server.Port));
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal("OK", await redis.TextAsync("SET", $"key {round}", "kept"));
            await server.KillAsync();
            var waiting = redis.TextAsync("GET", $"key {round}");
            await server.StartAgainAsync();
            try
            {
                Assert.Equal("kept", await waiting);
            }
            catch (WireException)
            {
                // It was sent into the connection before anybody saw that it was dead.
                Assert.Equal("kept", await redis.TextAsync("GET", $"key {round}"));
            }
        }
    }

    [Fact]
    public async Task A_wrong_password_is_refused_by_the_real_server_too()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "right");
        var wrong = await Redis.FailureOf(RespConnection.ConnectAsync(Redis.At(server.Port) with { Password = "wrong" }));
        Assert.Contains("does not accept the password", wrong.Message);
        var none = await Redis.FailureOf(RespConnection.ConnectAsync(Redis.At(server.Port)));
        Assert.Contains("wants a password", none.Message);
        var database = await Redis.FailureOf(RespConnection.ConnectAsync(
            Redis.At(server.Port) with { Password = "right", Database = 99 }));
        Assert.Contains("no database 99", database.Message);
        await using var redis = await RespConnection.ConnectAsync(
            Redis.At(server.Port) with { Password = "right", Database = 3, ClientName = "tests" });
        Assert.Contains("name=tests", await redis.TextAsync("CLIENT", "INFO"));
        Assert.Contains("db=3", await redis.TextAsync("CLIENT", "INFO"));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_answer_is_made_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new FaultProxy(server.Port);
        await using var redis = await RespConnection.ConnectAsync(Redis.At(proxy.Port));
        var text = new string('x', 2000);
        // The first pieces of each connection are the hand-shake's.
        proxy.ToClient = (number, bytes) => number <= 3 && bytes.Length > 1000 ? ProxyFault.DropAt(700) : default;
        for (var broken = 0; broken < 3; broken++)
        {
            var error = await Redis.FailureOf(redis.TextAsync("ECHO", text));
            Assert.Equal(WireProblem.Unanswered, error.Problem);
        }

        Assert.Equal(text, await redis.TextAsync("ECHO", text));
        Assert.Equal(4, proxy.Accepted);
    }

    private static RespOptions At(RedisServer server) => Redis.At(server.Port);
}
