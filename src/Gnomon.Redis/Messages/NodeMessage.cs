using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>The description of a node: 1 id, 2 host, 3 process, 4 queues, 5 handlers, 6 concurrency, 7 version, 8 address,
/// 9 tags, 10 handlers with the versions of arguments that they read.</summary>
internal static class NodeMessage
{
    public static void Write(MessageWriter outer, NodeInfo node)
    {
        var writer = new MessageWriter();
        writer.Array(10);
        writer.Text(node.Id);
        writer.Text(node.Host);
        writer.Number(node.ProcessId);
        WriteAll(writer, node.Queues);
        WriteAll(writer, node.Handlers);
        writer.Number(node.Concurrency);
        writer.Text(node.Version);
        writer.Text(node.Address);
        WriteAll(writer, node.Tags);
        writer.Array(node.ArgsVersions.Count);
        foreach (var (handler, versions) in node.ArgsVersions)
        {
            writer.Array(2);
            writer.Text(handler);
            writer.Array(versions.Count);
            foreach (var version in versions) writer.Number(version);
        }

        outer.Bytes(writer.Written.Span);
    }

    public static IReadOnlyList<NodeInfo> ReadAll(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        var nodes = new List<NodeInfo>();
        for (var left = reader.Array(); left > 0; left--)
        {
            reader.Array();
            var node = Read(reader.Bytes());
            nodes.Add(node with
            {
                JoinedAt = RedisTime.Instant(reader.Number()), SeenAt = RedisTime.Instant(reader.Number()),
            });
        }

        nodes.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return nodes;
    }

    private static NodeInfo Read(ReadOnlyMemory<byte> stored)
    {
        var reader = new MessageReader(stored);
        reader.Array();
        var node = new NodeInfo(
            reader.Text(), reader.Text(), (int)reader.Number(), ReadAll(ref reader), ReadAll(ref reader),
            (int)reader.Number());
        node = node with { Version = reader.Text(), Address = reader.OptionalText(), Tags = ReadAll(ref reader) };
        var versions = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        for (var left = reader.Array(); left > 0; left--)
        {
            reader.Array();
            var handler = reader.Text();
            var known = new int[reader.Array()];
            for (var i = 0; i < known.Length; i++) known[i] = (int)reader.Number();
            versions.Add(handler, known);
        }

        return node with { ArgsVersions = versions };
    }

    private static void WriteAll(MessageWriter writer, IReadOnlyList<string> texts)
    {
        writer.Array(texts.Count);
        foreach (var text in texts) writer.Text(text);
    }

    private static string[] ReadAll(ref MessageReader reader)
    {
        var texts = new string[reader.Array()];
        for (var i = 0; i < texts.Length; i++) texts[i] = reader.Text();
        return texts;
    }
}
