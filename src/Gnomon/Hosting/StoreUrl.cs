using Gnomon.Local;

namespace Gnomon.Hosting;

/// <summary>Reads store URLs.</summary>
internal static class StoreUrl
{
    private const string LocalScheme = "local:";

    /// <summary>Refuses a URL of a store that this program does not have.</summary>
    /// <exception cref="ArgumentException">Says which there are.</exception>
    public static void Check(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.StartsWith(LocalScheme, StringComparison.Ordinal))
            throw new ArgumentException(
                $"'{Kind(url)}' is not a kind of store that is opened here; there are local:DIR (a folder of this machine) and "
                + "local: (memory only), and other engines have methods of their own, such as UseRedis(url).");
    }

    /// <summary>What stands before the colon; the rest of a URL may hold a password.</summary>
    private static string Kind(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? url : url[..(colon + 1)];
    }

    /// <summary>The options that the URL of a local store means.</summary>
    public static LocalStoreOptions ToLocalOptions(string url)
    {
        Check(url);
        var directory = url[LocalScheme.Length..];
        return new LocalStoreOptions { Directory = directory.Length == 0 ? null : directory };
    }
}
