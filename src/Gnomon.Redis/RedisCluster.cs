using Gnomon.Redis.Messages;
using Gnomon.Store;

namespace Gnomon.Redis;

/// <summary>Which nodes live, and which one leads.</summary>
internal sealed class RedisCluster(ScriptRunner scripts) : ICluster
{
    public async ValueTask JoinAsync(NodeInfo node, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(node);
        await RunAsync("join", node.Id, (writer, info) => NodeMessage.Write(writer, info), node, cancellation)
            .ConfigureAwait(false);
    }

    public async ValueTask<bool> BeatAsync(string node, CancellationToken cancellation) =>
        Bool(await RunAsync("beat", node, cancellation).ConfigureAwait(false));

    public async ValueTask LeaveAsync(string node, CancellationToken cancellation) =>
        await RunAsync("leave", node, cancellation).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellation)
    {
        var answer = await RunAsync("list", "", cancellation).ConfigureAwait(false);
        return NodeMessage.ReadAll(answer);
    }

    public async ValueTask<bool> LeadAsync(string node, TimeSpan term, CancellationToken cancellation) =>
        Bool(await RunAsync(
            "lead", node, static (writer, length) => writer.Number(RedisTime.Micros(length)), term, cancellation)
            .ConfigureAwait(false));

    public async ValueTask<LeaderTerm?> GetLeaderAsync(CancellationToken cancellation)
    {
        var reader = new MessageReader(await RunAsync("leader", "", cancellation).ConfigureAwait(false));
        if (reader.TryNothing()) return null;
        reader.Array();
        return new LeaderTerm(
            reader.Text(), reader.Number(), RedisTime.Instant(reader.Number()), RedisTime.Instant(reader.Number()));
    }

    public async ValueTask ResignAsync(string node, CancellationToken cancellation) =>
        await RunAsync("resign", node, cancellation).ConfigureAwait(false);

    private static bool Bool(byte[] answer) => new MessageReader(answer).Bool();

    private ValueTask<byte[]> RunAsync(string what, string node, CancellationToken cancellation) =>
        RunAsync(what, node, static (writer, _) => writer.Nil(), 0, cancellation);

    private ValueTask<byte[]> RunAsync<T>(
        string what, string node, Action<MessageWriter, T> write, T body, CancellationToken cancellation) =>
        scripts.ChangeAsync(
            RedisScript.Cluster, (what, node, write, body), static (writer, asked) =>
            {
                writer.Array(3);
                writer.Text(asked.what);
                writer.Text(asked.node);
                asked.write(writer, asked.body);
            },
            cancellation);
}
