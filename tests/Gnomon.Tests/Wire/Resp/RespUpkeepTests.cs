using System.Collections.Concurrent;
using Gnomon.Testing;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>Signs of life, room, and the end of a connection.</summary>
public sealed class RespUpkeepTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_silent_connection_is_asked_for_a_sign_of_life_and_given_up_without_one()
    {
        var time = new FakeTime();
        var seen = new ConcurrentQueue<string>();
        using var asked = new SemaphoreSlim(0);
        var broken = new TaskCompletionSource<WireChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            for (var count = 1; ; count++)
            {
                seen.Enqueue((await connection.ReadAsync())[0]);
                if (count <= 2) await connection.SendAsync("+PONG\r\n");
                asked.Release();
            }
        });
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port, wire => wire with
        {
            Time = time, PingInterval = 10 * Second, CommandTimeout = 5 * Second,
            OnChange = change => _ = change.State == WireState.Broken && broken.TrySetResult(change),
        }));
        time.Advance(9 * Second);
        Assert.Empty(seen);
        time.Advance(Second);
        Assert.True(await asked.WaitAsync(Redis.Patience));
        // Answers come in order: when this one is here, the first has been read.
        Assert.Equal("PONG", await redis.TextAsync("ECHO", "PONG"));
        Assert.True(await asked.WaitAsync(Redis.Patience));
        time.Advance(10 * Second);
        Assert.True(await asked.WaitAsync(Redis.Patience));
        time.Advance(5 * Second);
        var cause = (await broken.Task.WaitAsync(Redis.Patience, TimeProvider.System)).Cause!;
        Assert.Contains("owes an answer and has been silent for 00:00:05", cause.Message);
        Assert.Equal(["PING", "ECHO", "PING"], seen.Take(3));
    }

    [Fact]
    public async Task A_server_that_owes_an_answer_and_is_silent_is_given_up()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            await connection.IdleAsync();
        });
        var broken = new TaskCompletionSource<WireChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port, wire => wire with
        {
            Time = time, CommandTimeout = 5 * Second,
            OnChange = change => _ = change.State == WireState.Broken && broken.TrySetResult(change),
        }));
        var call = redis.TextAsync("GET", "a");
        time.Advance(5 * Second);
        Assert.Equal(WireProblem.TimedOut, (await Redis.FailureOf(call)).Problem);
        Assert.IsType<WireException>((await broken.Task.WaitAsync(Redis.Patience, TimeProvider.System)).Cause);
    }

    [Fact]
    public async Task Callers_wait_for_room_in_their_order_and_are_let_in_as_answers_come()
    {
        using var answers = new SemaphoreSlim(0);
        var seen = new ConcurrentQueue<string>();
        await using var peer = CountingPeer(answers, seen);
        await using var redis = await RespConnection.ConnectAsync(
            Redis.At(peer.Port, wire => wire with { MaxInFlightBytes = 1024 }));
        // Each takes more than half of the room.
        var calls = Enumerable.Range(0, 4).Select(i => redis.TextAsync("ECHO", $"{i}", new string('x', 600))).ToArray();
        using var cancel = new CancellationTokenSource();
        var givenUp = redis.TextAsync(cancel.Token, "ECHO", "given up", new string('x', 600));
        var last = redis.TextAsync("ECHO", "last", new string('x', 600));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        for (var i = 0; i < calls.Length; i++)
        {
            Assert.False(calls[i].IsCompleted);
            Assert.InRange(seen.Count, 0, i + 1);
            answers.Release();
            Assert.Equal($"{i}", await calls[i].WaitAsync(Redis.Patience, TimeProvider.System));
        }

        answers.Release();
        Assert.Equal("last", await last.WaitAsync(Redis.Patience, TimeProvider.System));
        Assert.Equal(["0", "1", "2", "3", "last"], seen);
    }

    [Fact]
    public async Task A_caller_that_finds_no_room_within_the_command_time_out_is_told_so()
    {
        var time = new FakeTime();
        using var answers = new SemaphoreSlim(0);
        await using var peer = CountingPeer(answers, new ConcurrentQueue<string>());
        await using var redis = await RespConnection.ConnectAsync(Redis.At(
            peer.Port, wire => wire with { Time = time, MaxInFlightBytes = 1024, CommandTimeout = 5 * Second }));
        var first = redis.TextAsync("ECHO", "a", new string('x', 2000));
        var second = redis.TextAsync("ECHO", "b");
        time.Advance(5 * Second);
        var problems = new[] { (await Redis.FailureOf(first)).Problem, (await Redis.FailureOf(second)).Problem };
        Assert.Equal([WireProblem.TimedOut, WireProblem.Overloaded], problems);
    }

    [Fact]
    public async Task Closing_waits_for_the_answers_that_are_owed_and_refuses_what_comes_then()
    {
        using var answers = new SemaphoreSlim(0);
        await using var peer = CountingPeer(answers, new ConcurrentQueue<string>());
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        var calls = Enumerable.Range(0, 3).Select(i => redis.TextAsync("ECHO", $"{i}")).ToArray();
        var closing = redis.CloseAsync();
        Assert.False(closing.IsCompleted);
        var error = await Redis.FailureOf(redis.TextAsync("ECHO", "late"));
        Assert.Equal(WireProblem.Closed, error.Problem);
        answers.Release(3);
        for (var i = 0; i < calls.Length; i++) Assert.Equal($"{i}", await calls[i]);
        await closing.WaitAsync(Redis.Patience, TimeProvider.System);
    }

    [Fact]
    public async Task Aborting_fails_what_waits()
    {
        using var answers = new SemaphoreSlim(0);
        await using var peer = CountingPeer(answers, new ConcurrentQueue<string>());
        var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        var call = redis.TextAsync("ECHO", "a");
        await redis.AbortAsync();
        Assert.Contains("was closed", (await Redis.FailureOf(call)).Message);
        Assert.Equal(WireProblem.Closed, (await Redis.FailureOf(redis.TextAsync("ECHO", "b"))).Problem);
    }

    [Fact]
    public async Task Commands_of_many_callers_leave_together()
    {
        const int Commands = 2000;
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new FaultProxy(server.Port);
        var pieces = 0;
        proxy.ToServer = (_, _) =>
        {
            Interlocked.Increment(ref pieces);
            return default;
        };
        await using var redis = await RespConnection.ConnectAsync(Redis.At(proxy.Port));
        var calls = Enumerable.Range(0, Commands).Select(i => redis.TextAsync("ECHO", $"{i}")).ToArray();
        for (var i = 0; i < calls.Length; i++) Assert.Equal($"{i}", await calls[i]);
        Assert.InRange(pieces, 1, Commands / 2);
    }

    private static ScriptedPeer CountingPeer(SemaphoreSlim answers, ConcurrentQueue<string> seen) => new(async connection =>
    {
        await connection.GreetAsync();
        while (true)
        {
            var word = (await connection.ReadAsync())[1];
            seen.Enqueue(word);
            await answers.WaitAsync(connection.Stop);
            await connection.SendAsync($"+{word}\r\n");
        }
    });
}
