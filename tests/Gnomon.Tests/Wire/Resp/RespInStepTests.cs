using Gnomon.Testing;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>Whatever callers do, each reply reaches the command that it answers.</summary>
public sealed class RespInStepTests
{
    [Fact]
    public async Task Answers_in_single_bytes_reach_their_commands()
    {
        await using var peer = EchoPeer(async (connection, answer) =>
        {
            for (var i = 0; i < answer.Length; i++) await connection.SendAsync(answer.AsMemory(i, 1));
        });
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        var calls = Enumerable.Range(0, 50).Select(i => redis.TextAsync("ECHO", $"text {i}")).ToArray();
        for (var i = 0; i < calls.Length; i++) Assert.Equal($"text {i}", await calls[i]);
        Assert.Empty(peer.Errors);
    }

    [Fact]
    public async Task Commands_that_are_given_up_at_random_do_not_disturb_the_others()
    {
        const int Commands = 10_000;
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RespConnection.ConnectAsync(Redis.At(server.Port));
        var (answered, givenUp) = (0, 0);
        await Parallel.ForAsync(0, Commands, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, _) =>
        {
            var random = new Random(i);
            using var cancel = new CancellationTokenSource();
            var call = redis.TextAsync(cancel.Token, "ECHO", $"text {i}");
            if (random.Next(2) == 0) await Task.Yield();
            if (random.Next(2) == 0) await cancel.CancelAsync();
            try
            {
                Assert.Equal($"text {i}", await call);
                Interlocked.Increment(ref answered);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref givenUp);
            }
        });
        Assert.Equal(Commands, answered + givenUp);
        Assert.True(givenUp > 0 && answered > Commands / 3, $"{answered} answered, {givenUp} given up");
        Assert.Equal("last", await redis.TextAsync("ECHO", "last"));
    }

    [Fact]
    public async Task A_command_that_is_given_up_leaves_its_answer_to_nobody_else()
    {
        var release = new TaskCompletionSource();
        await using var peer = EchoPeer(async (connection, answer) =>
        {
            await release.Task.WaitAsync(connection.Stop);
            await connection.SendAsync(answer);
        });
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        using var cancel = new CancellationTokenSource();
        var first = redis.TextAsync(cancel.Token, "ECHO", "first");
        var second = redis.TextAsync("ECHO", "second");
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(cancel.Token, error.CancellationToken);
        release.SetResult();
        Assert.Equal("second", await second);
    }

    [Fact]
    public async Task A_command_of_a_cancelled_caller_is_not_sent()
    {
        await using var peer = EchoPeer((connection, answer) => connection.SendAsync(answer));
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => redis.TextAsync(new CancellationToken(true), "ECHO", "a"));
        Assert.Equal("b", await redis.TextAsync("ECHO", "b"));
    }

    [Fact]
    public async Task A_late_answer_is_read_and_dropped()
    {
        var time = new FakeTime();
        var (tick, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var peer = EchoPeer(async (connection, answer) =>
        {
            // Something comes meanwhile, so the server is slow and not dead.
            await tick.Task.WaitAsync(connection.Stop);
            await connection.SendAsync(">1\r\n+tick\r\n");
            await release.Task.WaitAsync(connection.Stop);
            await connection.SendAsync(answer);
        });
        var ticked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = Redis.At(peer.Port, wire => wire with { Time = time, CommandTimeout = TimeSpan.FromSeconds(4) });
        await using var redis = await RespConnection.ConnectAsync(
            options with { OnPush = (ref reader) => ticked.TrySetResult() });
        time.Advance(TimeSpan.FromSeconds(1));
        var late = redis.TextAsync("ECHO", "late");
        time.Advance(TimeSpan.FromSeconds(3));
        tick.SetResult();
        await ticked.Task.WaitAsync(Redis.Patience, TimeProvider.System);
        Assert.False(late.IsCompleted);
        // A time-out is noticed up to a tenth late.
        time.Advance(TimeSpan.FromSeconds(1.4));
        var error = await Redis.FailureOf(late);
        Assert.Equal(WireProblem.TimedOut, error.Problem);
        Assert.False(error.NeverSent);
        var next = redis.TextAsync("ECHO", "next");
        release.SetResult();
        Assert.Equal("next", await next);
    }

    [Fact]
    public async Task A_parser_that_fails_fails_its_own_command_only()
    {
        await using var peer = EchoPeer((connection, answer) => connection.SendAsync(answer));
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        using var echo = RespCommand.Create("ECHO"u8).Add("no number");
        var error = await Assert.ThrowsAsync<FormatException>(async () => await redis.ExecuteAsync(echo, RespParsers.Int64));
        Assert.Contains("no number", error.Message);
        Assert.Equal("fine", await redis.TextAsync("ECHO", "fine"));
    }

    [Fact]
    public async Task Asking_goes_directly_before_its_command_and_its_answer_is_passed_over()
    {
        await using var peer = new ScriptedPeer(async connection =>
        {
            await connection.GreetAsync();
            var asking = false;
            while (true)
            {
                var words = await connection.ReadAsync();
                await connection.SendAsync(words[0] == "ASKING" ? "+OK\r\n" : $"+{words[1]} {asking}\r\n");
                asking = words[0] == "ASKING";
            }
        });
        await using var redis = await RespConnection.ConnectAsync(Redis.At(peer.Port));
        await Parallel.ForAsync(0, 500, async (i, _) =>
        {
            using var command = RespCommand.Create("GET"u8).Add(i);
            var answer = i % 2 == 0
                ? await redis.ExecuteAskingAsync(command, null, RespParsers.Text, CancellationToken.None)
                : await redis.ExecuteAsync(command, RespParsers.Text, CancellationToken.None);
            Assert.Equal($"{i} {i % 2 == 0}", answer);
        });
    }

    private static ScriptedPeer EchoPeer(Func<PeerConnection, byte[], Task> answer) => new(async connection =>
    {
        await connection.GreetAsync();
        while (true)
        {
            var words = await connection.ReadAsync();
            await answer(connection, System.Text.Encoding.UTF8.GetBytes($"${words[1].Length}\r\n{words[1]}\r\n"));
        }
    });
}
