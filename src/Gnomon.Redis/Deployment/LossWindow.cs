using Gnomon.Store;
using Gnomon.Wire;

namespace Gnomon.Redis.Deployment;

/// <summary>Says what "stored" means with a server's settings, and what a crash can lose.</summary>
internal static class LossWindow
{
    public static StoreDescription Describe(ServerSettings server, WireEndpoint endpoint, RedisStoreOptions options)
    {
        var stored = server switch
        {
            { IsAppending: true, Sync: "always" } => "has it in its append-only file on the disk (appendfsync always)",
            { IsAppending: true, Sync: { } sync } => $"has written it to its append-only file (appendfsync {sync})",
            { IsAppending: true } => "has written it to its append-only file",
            _ => "has it in its memory",
        };
        var replicas = options.WaitReplicas switch
        {
            0 => "",
            1 => " and a replica has it in its memory",
            var count => $" and {count} replicas have it in their memory",
        };
        return new StoreDescription(
            "redis", $"A change is acknowledged when Redis {server.Version} at {endpoint} {stored}{replicas}.",
            string.Join(' ', Losses(server, options)));
    }

    private static IEnumerable<string> Losses(ServerSettings server, RedisStoreOptions options)
    {
        yield return server switch
        {
            { IsAppending: true, Sync: "always" } => "A crash of the server or of its machine loses nothing that was acknowledged.",
            { IsAppending: true, Sync: "everysec" } =>
                "A crash of the server loses nothing; one of its machine loses up to the last 2 s.",
            { IsAppending: true, Sync: "no" } =>
                "A crash of the server loses nothing; one of its machine loses what its system had not written yet, often 30 s.",
            { IsAppending: true } =>
                "A crash of the server loses nothing; what one of its machine loses depends on appendfsync.",
            { IsComplete: false } =>
                "A crash of the server loses everything since its last snapshot, or everything if it makes none.",
            { Snapshots: { Length: > 0 } points } =>
                $"A crash of the server loses everything since its last snapshot (save {points}): set appendonly yes.",
            _ => "A crash or restart of the server loses everything: it keeps neither an append-only file nor snapshots.",
        };
        if (options.WaitReplicas > server.Replicas)
            yield return $"Changes fail for now: wait-replicas asks for {options.WaitReplicas}, and {server.Replicas} are connected.";
        if (options.WaitReplicas > 0)
            yield return "A failover loses nothing if it promotes a replica that confirmed; leases may end sooner.";
        else if (server.Replicas > 0 || options.Discovery is not null)
            yield return $"A failover loses what had not reached the replica yet ({server.Replicas} connected, nothing waits "
                + "for them): set wait-replicas.";
        if (server.EvictionPolicy.StartsWith("volatile-", StringComparison.Ordinal))
            yield return $"With maxmemory-policy {server.EvictionPolicy} a full memory may drop answers that are kept for calls "
                + "that are sent again: set noeviction.";
        if (!server.IsComplete)
            yield return "The user may not read all settings (CONFIG GET), so this is what INFO tells.";
    }
}
