using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;

namespace Gnomon.Benchmarks;

/// <summary>What one connection carries with 1, 64 and 512 callers, each of which waits for its answer before it asks again,
/// beside redis-benchmark against the same server.</summary>
internal sealed class WireSpeed(int commands, int payload)
{
    private const int FewCallersShare = 10;
    private const string Script = "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('INCR', KEYS[2])";

    private static readonly int[] CallerCounts = [1, 64, 512];

    private static readonly RespParser<object?, long> Length = static (ref reader, _) =>
        reader.TryReadBytes(out var bytes) ? bytes.Length : 0;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly byte[] _value = [.. Enumerable.Repeat((byte)'x', payload)];

    public async Task<List<WireReport>> RunAsync(CancellationToken cancellation)
    {
        await using var server = await RedisServer.StartAsync();
        var options = new RespOptions { Wire = new WireOptions { Endpoint = new WireEndpoint("127.0.0.1", server.Port) } };
        await using var redis = await RespConnection.ConnectAsync(options, cancellation);
        using var load = RespCommand.Create("SCRIPT"u8).Add("LOAD").Add(Script);
        var sha = (await redis.ExecuteAsync(load, RespParsers.Bytes, cancellation))!;
        var reports = new List<WireReport>();
        // A fresh process spends its first seconds compiling.
        await MeasureAsync(redis, server.Port, sha, 64, commands / FewCallersShare, cancellation);
        foreach (var callers in CallerCounts)
            reports.Add(await MeasureAsync(
                redis, server.Port, sha, callers, callers == 1 ? commands / FewCallersShare : commands, cancellation));
        return reports;
    }

    private async Task<WireReport> MeasureAsync(
        RespConnection redis, int port, byte[] sha, int callers, int count, CancellationToken cancellation)
    {
        count = count / callers * callers;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var set = await RateAsync(callers, count, () => SetAsync(redis, cancellation));
        var allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)count;
        var get = await RateAsync(callers, count, () => GetAsync(redis, cancellation));
        var eval = await RateAsync(callers, count, () => EvalAsync(redis, sha, cancellation));
        var trips = new double[count];
        var at = -1;
        await RateAsync(callers, count, async () =>
        {
            var started = _time.GetTimestamp();
            var length = await GetAsync(redis, cancellation);
            trips[Interlocked.Increment(ref at)] = _time.GetElapsedTime(started).TotalMicroseconds;
            return length;
        });
        var (theirSet, theirGet, theirEval) = (
            await TheirsAsync(port, callers, count, ["-t", "set", "-d", $"{payload}"], cancellation),
            await TheirsAsync(port, callers, count, ["-t", "get", "-d", $"{payload}"], cancellation),
            await TheirsAsync(
                port, callers, count,
                ["EVALSHA", Encoding.ASCII.GetString(sha), "2", "key", "count", new string('x', payload)],
                cancellation));
        var sorted = trips.ToList();
        return new WireReport(
            callers, count, payload, set, get, eval, allocated, Report.Percentile(sorted, 0.5),
            Report.Percentile(sorted, 0.99), theirSet, theirGet, theirEval, set / theirSet, get / theirGet, eval / theirEval);
    }

    private async Task<double> RateAsync(int callers, int count, Func<ValueTask<long>> call)
    {
        var started = _time.GetTimestamp();
        var running = new Task[callers];
        for (var i = 0; i < callers; i++) running[i] = Task.Run(() => CallAsync(call, count / callers));
        await Task.WhenAll(running);
        return count / _time.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task CallAsync(Func<ValueTask<long>> call, int count)
    {
        for (var i = 0; i < count; i++) await call();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> SetAsync(RespConnection redis, CancellationToken cancellation)
    {
        using var command = RespCommand.Create("SET"u8).Add("key"u8).Add(_value);
        return await redis.ExecuteAsync(command, null, Length, cancellation);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> GetAsync(RespConnection redis, CancellationToken cancellation)
    {
        using var command = RespCommand.Create("GET"u8).Add("key"u8);
        return await redis.ExecuteAsync(command, null, Length, cancellation);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> EvalAsync(RespConnection redis, byte[] sha, CancellationToken cancellation)
    {
        using var command = RespCommand.Create("EVALSHA"u8).Add(sha).Add(2).Add("key"u8).Add("count"u8).Add(_value);
        return await redis.ExecuteAsync(command, RespParsers.Int64, cancellation);
    }

    private static async Task<double> TheirsAsync(
        int port, int inFlight, int count, string[] test, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("redis-benchmark") { RedirectStandardOutput = true };
        string[] common = ["-p", $"{port}", "-c", "1", "-P", $"{inFlight}", "-n", $"{count}", "--csv"];
        foreach (var word in common.Concat(test)) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        // A line of names, then one of figures: "SET","123456.78",...
        var figures = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        return double.Parse(figures.Split("\",\"")[1], CultureInfo.InvariantCulture);
    }
}
