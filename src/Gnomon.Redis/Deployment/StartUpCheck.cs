using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Deployment;

/// <summary>Looks at the server before the store is used: what is wrong with it is said at once, and what it promises is
/// read from its settings.</summary>
internal sealed class StartUpCheck(RedisStoreOptions options, RedisLink link)
{
    /// <summary>How long a single server may be unreachable: long enough for one that is being started beside this
    /// process, short enough for a wrong address.</summary>
    private static readonly TimeSpan SingleServerPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Settings =
        ["appendonly", "appendfsync", "save", "maxmemory-policy"];

    /// <exception cref="StoreException">The server is not fit, or not there.</exception>
    public async Task<StoreDescription> RunAsync(CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            StoreException failure;
            try
            {
                return await LookAsync(cancellation).ConfigureAwait(false);
            }
            catch (WireException error)
            {
                failure = RedisFailure.Of(error);
                if (error.Problem == WireProblem.Refused && options.Discovery is null) throw failure;
            }
            catch (RespServerException error)
            {
                failure = RedisFailure.Of(error, link.Connection.Endpoint);
                if (!RedisFailure.MayPass(error)) throw failure;
            }

            var patience = failure.InnerException is WireException && options.Discovery is null
                && options.Patience > SingleServerPatience ? SingleServerPatience : options.Patience;
            if (TimeProvider.System.GetElapsedTime(started) > patience) throw failure;
            await Task.Delay(Pause, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<StoreDescription> LookAsync(CancellationToken cancellation)
    {
        var connection = await link.ProbeAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using var command = RespCommand.Create("INFO"u8);
            var info = await connection.ExecuteAsync(command, RespParsers.Text, cancellation).ConfigureAwait(false);
            var server = new ServerSettings(
                info ?? "", await ReadSettingsAsync(connection, cancellation).ConfigureAwait(false));
            if (server.IsLoading)
                throw new RespServerException(
                    RespServerError.Parse("LOADING Redis is loading the dataset in memory"));
            if (server.EvictionPolicy.StartsWith("allkeys-", StringComparison.Ordinal))
                throw new StoreException(
                    StoreProblem.Failed,
                    $"Redis at {connection.Endpoint} drops jobs when its memory is full (maxmemory-policy "
                    + $"{server.EvictionPolicy}); set maxmemory-policy noeviction, or use a server that is no cache.");
            return LossWindow.Describe(server, connection.Endpoint, options);
        }
    }

    /// <summary>The settings that <c>INFO</c> does not tell; null when the user may not ask, or the command has another
    /// name, as hosted servers have it.</summary>
    private static async Task<Dictionary<string, string>?> ReadSettingsAsync(
        RespConnection connection, CancellationToken cancellation)
    {
        using var command = RespCommand.Create("CONFIG"u8).Add("GET");
        foreach (var name in Settings) command.Add(name);
        try
        {
            return await connection.ExecuteAsync(command, Pairs, cancellation).ConfigureAwait(false);
        }
        catch (RespServerException error) when (error.Code is RespErrorCodes.NoPermission or RespErrorCodes.Error)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Pairs(ref RespReader reader, object? state)
    {
        var pairs = new Dictionary<string, string>();
        for (var left = reader.ReadMap(); left > 0; left--) pairs[reader.ReadString() ?? ""] = reader.ReadString() ?? "";
        return pairs;
    }
}
