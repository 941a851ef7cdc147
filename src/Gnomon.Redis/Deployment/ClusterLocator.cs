using Gnomon.Wire;
using Gnomon.Wire.Resp;

namespace Gnomon.Redis.Deployment;

/// <summary>Asks the nodes of a cluster which of them serves the slot of a namespace.</summary>
internal sealed class ClusterLocator(RespUrl url, string tag) : RedisLocator
{
    /// <summary>Nodes that are kept beside those of the URL.</summary>
    private const int MaxLearnt = 100;

    private readonly Lock _lock = new();
    private readonly int _slot = HashSlot.Of(tag);
    private WireEndpoint[] _nodes = [.. url.Hosts];
    private WireEndpoint? _hint;

    /// <summary>The next attempt to connect goes there, without a question.</summary>
    public override void Hint(WireEndpoint endpoint)
    {
        lock (_lock) _hint = endpoint;
    }

    public override async ValueTask<WireEndpoint> FindAsync(CancellationToken cancellation)
    {
        WireEndpoint[] nodes;
        lock (_lock)
        {
            (var hint, _hint) = (_hint, null);
            if (hint is { } told) return told;
            nodes = _nodes;
        }

        var said = new List<string>();
        foreach (var node in nodes)
            try
            {
                var slots = await AskAsync(url.ToOptions(node), ["CLUSTER", "SLOTS"], Slots, cancellation)
                    .ConfigureAwait(false);
                Learn(slots, node);
                foreach (var (from, to, master, _) in slots)
                    if (_slot >= from && _slot <= to) return At(master, node);
                said.Add($"{node} says that nobody serves slot {_slot}, that of namespace '{tag}'");
            }
            catch (RespServerException error)
            {
                said.Add($"{node} is no node of a cluster that answers: {error.Message}");
            }
            catch (WireException error)
            {
                said.Add(error.Message);
            }

        throw new WireException(
            WireProblem.Unreachable, $"No node of the cluster tells where namespace '{tag}' is: {string.Join("; ", said)}");
    }

    /// <summary>A node that does not know its own name is where it was asked.</summary>
    private static WireEndpoint At(WireEndpoint told, WireEndpoint asked) =>
        told.Host is "" or "?" ? new WireEndpoint(asked.Host, told.Port) : told;

    private static List<(int From, int To, WireEndpoint Master, WireEndpoint[] All)> Slots(ref RespReader reader, object? state)
    {
        var ranges = new List<(int, int, WireEndpoint, WireEndpoint[])>();
        for (var left = reader.ReadArray(); left > 0; left--)
        {
            var parts = reader.ReadArray();
            var (from, to) = ((int)reader.ReadInt64(), (int)reader.ReadInt64());
            var all = new WireEndpoint[parts - 2];
            for (var i = 0; i < all.Length; i++)
            {
                var members = reader.ReadArray();
                all[i] = new WireEndpoint(reader.ReadString() ?? "", (int)reader.ReadInt64());
                for (var rest = members - 2; rest > 0; rest--) reader.Skip();
            }

            if (all.Length > 0) ranges.Add((from, to, all[0], all));
        }

        return ranges;
    }

    /// <summary>The node that answered is asked first the next time, and all that it named after it.</summary>
    private void Learn(List<(int From, int To, WireEndpoint Master, WireEndpoint[] All)> slots, WireEndpoint asked)
    {
        var named = slots.SelectMany(range => range.All).Select(node => At(node, asked));
        lock (_lock)
            _nodes = [.. url.Hosts.Prepend(asked).Concat(named).Distinct().Take(url.Hosts.Count + MaxLearnt)];
    }
}
