using Gnomon.Hosting;
using Gnomon.Local;

namespace Gnomon.Cli.Client;

/// <summary>Chooses the store that <c>--store</c> names.</summary>
internal static class StoreChoice
{
    /// <exception cref="CommandFailedException">There is no such kind of store; says which there are.</exception>
    public static void Use(
        GnomonBuilder gnomon, string url, Func<LocalStoreOptions, LocalStoreOptions>? configure = null)
    {
        try
        {
            gnomon.UseStore(url, configure);
        }
        catch (ArgumentException error)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"--store: {error.Message}", error);
        }
    }
}
