using Gnomon.Hosting;
using Gnomon.Local;
using Gnomon.Redis;

namespace Gnomon.Cli.Client;

/// <summary>Chooses the store that <c>--store</c> names.</summary>
internal static class StoreChoice
{
    private const string LocalScheme = "local:";

    /// <param name="gnomon">Where to choose it.</param>
    /// <param name="url">The store's URL.</param>
    /// <param name="configure">Changes the options of a local store.</param>
    /// <param name="retention">How long an ended job is kept that does not say so itself; null for what the store says.
    /// </param>
    /// <exception cref="CommandFailedException">There is no such kind of store; says which there are.</exception>
    public static void Use(
        GnomonBuilder gnomon, string url, Func<LocalStoreOptions, LocalStoreOptions>? configure = null,
        TimeSpan? retention = null)
    {
        try
        {
            if (RedisStoreOptions.IsRedisUrl(url))
                gnomon.UseRedis(url, options => options with { Retention = retention ?? options.Retention });
            else
                gnomon.UseStore(Known(url), options => (configure?.Invoke(options) ?? options) with
                {
                    Retention = retention ?? options.Retention,
                });
        }
        catch (ArgumentException error)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"--store: {error.Message}", error);
        }
    }

    /// <summary>Whether other processes may run the jobs of a store while this one has it open.</summary>
    public static bool IsShared(string url) => RedisStoreOptions.IsRedisUrl(url);

    /// <summary>A store's URL as it may be shown: without user and password.</summary>
    public static string Show(string url) =>
        url == LocalScheme ? "in memory" : RedisStoreOptions.IsRedisUrl(url) ? RedisStoreOptions.Parse(url).Place : url;

    private static string Known(string url)
    {
        if (url.StartsWith(LocalScheme, StringComparison.Ordinal)) return url;
        // What stands behind the colon may hold a password.
        var kind = url.Split(':')[0];
        throw new CommandFailedException(
            ExitCodes.Usage,
            $"--store: '{kind}' is not a store this program can open; it has local:DIR (a folder of this machine), local: "
            + "(memory only), redis://HOST, rediss://HOST and redis-sentinel://HOST/SERVICE");
    }
}
