using Gnomon.Hosting;

namespace Gnomon.Redis;

/// <summary>Lets a host keep its jobs on Redis.</summary>
public static class UseRedisExtensions
{
    /// <summary>Chooses a store on Redis.</summary>
    /// <param name="gnomon">The builder.</param>
    /// <param name="url">Its URL, as <see cref="RedisStoreOptions.Parse"/> takes it:
    /// <c>redis://host:port/0?namespace=shop</c>.</param>
    /// <param name="configure">Changes the options that the URL means.</param>
    /// <exception cref="ArgumentException">The URL is malformed, or an option is out of its range.</exception>
    public static GnomonBuilder UseRedis(
        this GnomonBuilder gnomon, string url, Func<RedisStoreOptions, RedisStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(gnomon);
        RedisStoreOptions options;
        try
        {
            options = RedisStoreOptions.Parse(url);
        }
        catch (FormatException error)
        {
            throw new ArgumentException(error.Message, nameof(url), error);
        }

        if (configure is not null) options = configure(options);
        options.Validate();
        return gnomon.UseStore(_ => RedisStore.Open(options));
    }
}
