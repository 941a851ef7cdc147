namespace Shared.Servers;

/// <summary>What becomes of a piece of bytes. The default passes it on.</summary>
/// <param name="Pass">How many of its first bytes are passed on before anything else; null for all.</param>
/// <param name="Drop">Whether the connection is then dropped, both ways.</param>
/// <param name="Stall">Whether the rest then waits until the test resumes.</param>
internal readonly record struct ProxyFault(int? Pass = null, bool Drop = false, bool Stall = false)
{
    /// <summary>Drops the connection before the piece.</summary>
    public static ProxyFault DropBefore => new(0, Drop: true);

    /// <summary>Drops the connection behind the piece.</summary>
    public static ProxyFault DropAfter => new(null, Drop: true);

    /// <summary>Holds the piece back until the test resumes.</summary>
    public static ProxyFault Hold => new(0, Stall: true);

    /// <summary>Drops the connection in the middle of the piece.</summary>
    public static ProxyFault DropAt(int bytes) => new(bytes, Drop: true);
}
