using System.Collections.Concurrent;
using System.Text;
using Gnomon.Testing;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>What callers are told when a connection breaks, and how it comes back.</summary>
public sealed class RespBrokenConnectionTests
{
    [Fact]
    public async Task Replies_that_came_before_the_break_count_and_the_others_are_unanswered()
    {
        const string Answers = "+one\r\n$3\r\ntwo\r\n*1\r\n:3\r\n";
        int[] ends = [6, 15, 23];
        var at = 0;
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            for (var i = 0; i < ends.Length; i++) await connection.ReadAsync();
            await connection.SendAsync(Encoding.UTF8.GetBytes(Answers).AsMemory(0, at));
        });
        for (; at <= Answers.Length; at++)
        {
            await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
            var calls = ends.Select(_ => AnyAsync(redis)).ToArray();
            for (var i = 0; i < calls.Length; i++)
                if (ends[i] <= at) Assert.True(await calls[i].WaitAsync(Redis.Patience, TimeProvider.System));
                else
                {
                    var error = await Redis.FailureOf(calls[i]);
                    Assert.Equal(WireProblem.Unanswered, error.Problem);
                    Assert.False(error.NeverSent);
                }
        }

        Assert.Empty(peer.Errors);
    }

    [Fact]
    public async Task Commands_that_had_not_left_are_told_apart_from_those_that_had()
    {
        var ready = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            // Reads nothing more, so that the network's buffers fill.
            await ready.Task.WaitAsync(connection.Stop);
        });
        await using var redis = await RespConnection.ConnectAsync(
            Redis.At(peer.Port, wire => wire with { MaxInFlightBytes = 500_000_000 }));
        using var large = RespCommand.Create("SET"u8).Add("k").Add(new byte[30_000_000]);
        // The first fills the buffers; what follows it gathers and stays.
        var first = redis.ExecuteAsync(large, RespParsers.Any).AsTask();
        var second = redis.ExecuteAsync(large, RespParsers.Any).AsTask();
        var third = redis.TextAsync("GET", "k");
        ready.SetResult();
        Assert.Equal(WireProblem.Unanswered, (await Redis.FailureOf(first)).Problem);
        Assert.Equal(WireProblem.NotSent, (await Redis.FailureOf(second)).Problem);
        Assert.True((await Redis.FailureOf(third)).NeverSent);
    }

    [Fact]
    public async Task A_command_waits_for_the_reconnect()
    {
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            await connection.ReadAsync();
            if (connection.Number > 1) await connection.SendAsync("+here\r\n");
            if (connection.Number > 1) await connection.IdleAsync();
        });
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        Assert.Equal(WireProblem.Unanswered, (await Redis.FailureOf(redis.TextAsync("GET", "a"))).Problem);
        Assert.Equal("here", await redis.TextAsync("GET", "a"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_the_cause()
    {
        var port = FreePort.Next();
        var error = await Redis.FailureOf(RespConnection.ConnectAsync(Redis.At(port)));
        Assert.Equal(WireProblem.Unreachable, error.Problem);
        Assert.Contains($"redis at 127.0.0.1:{port}", error.Message);
        Assert.Contains("ConnectionRefused", error.Message);
    }

    [Fact]
    public async Task A_command_waits_no_longer_than_the_connect_time_out_and_tells_the_last_cause()
    {
        var (time, port) = (new FakeTime(), FreePort.Next());
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var redis = RespConnection.Start(Redis.At(port, wire => wire with
        {
            Time = time, ConnectTimeout = TimeSpan.FromSeconds(3), OnChange = _ => failed.TrySetResult(),
        }));
        await failed.Task.WaitAsync(Redis.Patience, TimeProvider.System);
        var call = redis.TextAsync("GET", "a");
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        var error = await Redis.FailureOf(call);
        Assert.Equal(WireProblem.Unreachable, error.Problem);
        Assert.Contains($"127.0.0.1:{port} within 00:00:03", error.Message);
        Assert.Contains("ConnectionRefused", error.Message);
    }

    [Fact]
    public async Task Waits_between_attempts_are_random_grow_to_the_cap_and_repeat_with_the_seed()
    {
        var first = await PausesAsync(seed: 5);
        Assert.Equal(first, await PausesAsync(seed: 5));
        Assert.NotEqual(first, await PausesAsync(seed: 6));
        for (var i = 0; i < first.Count; i++)
            Assert.InRange(first[i].TotalMilliseconds, 0, Math.Min(100 * Math.Pow(2, i), 1000));
        Assert.Contains(first, pause => pause.TotalMilliseconds > 400);
    }

    [Fact]
    public async Task The_address_is_asked_for_before_each_attempt()
    {
        await using var old = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            await connection.ReadAsync();
        });
        await using var current = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            await connection.ReadAsync();
            await connection.SendAsync("+master\r\n");
            await connection.IdleAsync();
        });
        var ports = new ConcurrentQueue<int>([old.Port, current.Port]);
        await using var redis = await RespConnection.ConnectAsync(Redis.At(1, wire => wire with
        {
            ResolveAsync = _ => ValueTask.FromResult(
                new WireEndpoint("127.0.0.1", ports.TryDequeue(out var port) ? port : current.Port)),
        }));
        await Redis.FailureOf(redis.TextAsync("GET", "a"));
        Assert.Equal("master", await redis.TextAsync("GET", "a"));
        Assert.Equal(current.Port, redis.Endpoint.Port);
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("*1\r\n$?\r\n")]
    [InlineData("$999999999999\r\n")]
    public async Task An_answer_that_is_none_breaks_the_connection_and_says_so(string answer)
    {
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            await connection.ReadAsync();
            await connection.SendAsync(connection.Number == 1 ? answer : "+fine\r\n");
            await connection.IdleAsync();
        });
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        var error = await Redis.FailureOf(redis.TextAsync("GET", "a"));
        Assert.Equal(WireProblem.Protocol, error.Problem);
        Assert.False(error.NeverSent);
        Assert.Equal("fine", await redis.TextAsync("GET", "a"));
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_breaks_the_connection()
    {
        var causes = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.ReadAsync();
            await connection.SendAsync(PeerConnection.Hello3 + (connection.Number == 1 ? "+extra\r\n" : ""));
            await connection.IdleAsync();
        });
        await using var redis = RespConnection.Start(Redis.At(peer.Port, wire => wire with
        {
            OnChange = change => _ = change.Cause is { } cause && causes.TrySetResult(cause),
        }));
        var told = await causes.Task.WaitAsync(Redis.Patience, TimeProvider.System);
        Assert.Contains("nobody asked", told!.ToString());
    }

    private static Task<bool> AnyAsync(RespConnection redis)
    {
        using var command = RespCommand.Create("GET"u8).Add("k");
        // The bytes are copied before the call returns, as the connection is up and has room.
        return redis.ExecuteAsync(command, RespParsers.Any).AsTask();
    }

    private static async Task<List<TimeSpan>> PausesAsync(int seed)
    {
        const int Wanted = 8;
        var (time, told) = (new FakeTime(), new BlockingCollection<WireChange>());
        var redis = RespConnection.Start(Redis.At(FreePort.Next(), wire => wire with
        {
            Time = time, Random = new Random(seed), BackoffFirst = TimeSpan.FromMilliseconds(100),
            BackoffCap = TimeSpan.FromSeconds(1), OnChange = told.Add,
        }));
        var pauses = new List<TimeSpan>();
        using var limit = new CancellationTokenSource(Redis.Patience, TimeProvider.System);
        while (pauses.Count < Wanted)
        {
            // Whether the pause has begun yet when it is told is not known, so time goes on until the next is told.
            if (told.TryTake(out var change)) pauses.Add(change.RetryIn);
            else time.Advance(TimeSpan.FromMilliseconds(1));
            limit.Token.ThrowIfCancellationRequested();
        }

        await redis.AbortAsync();
        return pauses;
    }
}
