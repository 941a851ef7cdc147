using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>A command allocates nothing but its own result: counted over the whole process, so alone.</summary>
[Collection(AloneCollection.Name)]
public sealed class RespAllocationTests
{
    private const int Commands = 10_000;

    /// <summary>What timers and the pool's threads may allocate meanwhile, spread over the commands.</summary>
    private const double BytesPerCommand = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task A_command_allocates_nothing_of_its_own(int callers)
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await RespConnection.ConnectAsync(Redis.At(server.Port));
        using var cancel = new CancellationTokenSource();
        await RunAsync(redis, callers, cancel.Token);
        await RunAsync(redis, callers, cancel.Token);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RunAsync(redis, callers, cancel.Token);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.InRange(allocated, 0, Commands * BytesPerCommand + callers * 1024);
    }

    private static async Task RunAsync(RespConnection redis, int callers, CancellationToken cancellation)
    {
        var running = new Task[callers];
        for (var i = 0; i < callers; i++) running[i] = CallAsync(redis, Commands / callers, cancellation);
        await Task.WhenAll(running);
    }

    private static async Task CallAsync(RespConnection redis, int count, CancellationToken cancellation)
    {
        for (var i = 0; i < count; i++)
        {
            using var command = RespCommand.Create("SET"u8).Add("key"u8).Add(i);
            await redis.ExecuteAsync(command, RespParsers.Any, cancellation);
        }
    }
}
