using Gnomon.Redis;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>Short waits between attempts to connect, so that a test with many breaks is over soon.</summary>
internal static class QuickReconnects
{
    public static RedisStoreOptions With(RedisStoreOptions options) => options with
    {
        Server = options.Server with
        {
            Wire = options.Server.Wire with
            {
                BackoffFirst = TimeSpan.FromMilliseconds(5), BackoffCap = TimeSpan.FromMilliseconds(50),
            },
        },
    };
}
