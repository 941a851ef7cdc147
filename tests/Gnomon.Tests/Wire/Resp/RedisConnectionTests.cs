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

    private static RespOptions At(RedisServer server) =>
        new() { Wire = new WireOptions { Endpoint = new WireEndpoint("127.0.0.1", server.Port) } };
}
