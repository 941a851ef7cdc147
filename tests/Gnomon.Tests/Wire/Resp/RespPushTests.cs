using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

public sealed class RespPushTests
{
    [Fact]
    public async Task Messages_reach_their_handler_while_commands_run_on_the_same_connection()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RespConnection.ConnectAsync(Redis.At(server.Port));
        await using var other = await RespConnection.ConnectAsync(Redis.At(server.Port));
        var messages = Channel.CreateUnbounded<string>();
        await redis.SubscribeAsync("news", Into(messages));
        await redis.SubscribeAsync("else", (in _) => throw new InvalidOperationException("not this one"));
        for (var i = 0; i < 100; i++)
        {
            var echo = redis.TextAsync("ECHO", $"echo {i}");
            Assert.Equal("1", await other.TextAsync("PUBLISH", "news", $"message {i}"));
            Assert.Equal($"echo {i}", await echo);
            Assert.Equal($"message {i}", await NextAsync(messages));
        }

        await redis.UnsubscribeAsync("news");
        Assert.Equal("0", await other.TextAsync("PUBLISH", "news", "nobody"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => redis.SubscribeAsync("else", (in _) => { }));
    }

    [Fact]
    public async Task Subscriptions_outlive_a_reconnect()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new FaultProxy(server.Port);
        var changes = Channel.CreateUnbounded<WireChange>();
        await using var redis = await RespConnection.ConnectAsync(
            Redis.At(proxy.Port, wire => wire with { OnChange = change => changes.Writer.TryWrite(change) }));
        await using var other = await RespConnection.ConnectAsync(Redis.At(server.Port));
        var messages = Channel.CreateUnbounded<string>();
        await redis.SubscribeAsync("news", Into(messages));
        proxy.DropAll();
        Assert.Equal(WireState.Connected, (await NextAsync(changes)).State);
        Assert.Equal(WireState.Broken, (await NextAsync(changes)).State);
        Assert.Equal(WireState.Connected, (await NextAsync(changes)).State);
        // The server may still count the connection that was dropped.
        Assert.NotEqual("0", await other.TextAsync("PUBLISH", "news", "again"));
        Assert.Equal("again", await NextAsync(messages));
    }

    [Fact]
    public async Task A_refused_subscription_leaves_no_handler_behind()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RespConnection.ConnectAsync(Redis.At(server.Port));
        await redis.TextAsync("ACL", "SETUSER", "default", "resetchannels");
        var error = await Assert.ThrowsAsync<RespServerException>(() => redis.SubscribeAsync("news", (in _) => { }));
        Assert.Equal(RespErrorCodes.NoPermission, error.Code);
        await redis.TextAsync("ACL", "SETUSER", "default", "allchannels");
        await redis.SubscribeAsync("news", (in _) => { });
    }

    [Fact]
    public async Task Other_pushes_in_the_middle_reach_their_handler_and_no_command()
    {
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            for (var i = 0; ; i++)
            {
                await connection.ReadAsync();
                await connection.SendAsync($">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n+{i}\r\n");
            }
        });
        var pushes = Channel.CreateUnbounded<string>();
        var options = Redis.At(peer.Port) with
        {
            OnPush = (ref reader) =>
            {
                var parts = reader.ReadArray();
                pushes.Writer.TryWrite($"{parts} {reader.ReadString()}");
            },
        };
        await using var redis = await RespConnection.ConnectAsync(options);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal($"{i}", await redis.TextAsync("GET", "k"));
            Assert.Equal("2 invalidate", await NextAsync(pushes));
        }
    }

    [Fact]
    public async Task A_handler_that_fails_is_reported_and_the_connection_goes_on()
    {
        await using var server = await RedisServer.StartAsync();
        var failures = Channel.CreateUnbounded<WireChange>();
        await using var redis = await RespConnection.ConnectAsync(Redis.At(server.Port, wire => wire with
        {
            OnChange = change => _ = change.State == WireState.HandlerFailed && failures.Writer.TryWrite(change),
        }));
        await redis.SubscribeAsync("news", (in _) => throw new InvalidOperationException("the handler's own fault"));
        Assert.Equal("1", await redis.TextAsync("PUBLISH", "news", "a"));
        Assert.Equal("the handler's own fault", (await NextAsync(failures)).Cause!.Message);
        Assert.Equal("fine", await redis.TextAsync("ECHO", "fine"));
    }

    private static RespMessageHandler Into(Channel<string> messages) =>
        (in payload) => messages.Writer.TryWrite(Encoding.UTF8.GetString(payload));

    private static async Task<T> NextAsync<T>(Channel<T> channel)
    {
        using var limit = new CancellationTokenSource(Redis.Patience, TimeProvider.System);
        return await channel.Reader.ReadAsync(limit.Token);
    }
}
