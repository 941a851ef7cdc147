namespace Gnomon.Api;

/// <summary>No Gnomon server answers where one was expected.</summary>
/// <param name="server">The server's address.</param>
/// <param name="inner">Why it could not be reached.</param>
public sealed class ApiUnreachableException(Uri server, Exception? inner = null) : Exception(
    $"No Gnomon server answers at {server}{(inner is null ? "" : $" ({inner.Message})")}. "
    + "Start one with 'gnomon server --store local:DIR', or name another with --server URL.", inner)
{
    /// <summary>The server's address.</summary>
    public Uri Server { get; } = server;
}
