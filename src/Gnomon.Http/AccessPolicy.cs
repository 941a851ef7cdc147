namespace Gnomon.Http;

/// <summary>Marks a route whose requests pass <see cref="LoopbackGuard"/> before its handler runs. Only
/// <see cref="GuardedRoutes"/> attaches it, together with the check itself.</summary>
internal sealed class AccessPolicy
{
    /// <summary>Only this machine.</summary>
    public static readonly AccessPolicy Loopback = new();

    private AccessPolicy()
    {
    }
}
