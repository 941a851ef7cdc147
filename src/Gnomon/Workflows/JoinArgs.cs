using System.Text.Json;

namespace Gnomon.Workflows;

/// <summary>The arguments of the handler <c>join</c>, as the compiler writes them: <c>{"results":3}</c> makes it answer
/// the results of the first three jobs that it waits for, <c>{"signals":true}</c> what its signals carried. Without
/// arguments it answers nothing.</summary>
internal static class JoinArgs
{
    /// <summary>Makes it answer what its signals carried.</summary>
    public static readonly ReadOnlyMemory<byte> OfSignals = "{\"signals\":true}"u8.ToArray();

    /// <summary>Makes it answer the results of the first parents.</summary>
    /// <param name="count">How many; 0 for none.</param>
    public static ReadOnlyMemory<byte> OfResults(int count)
    {
        if (count == 0) return default;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("results"u8, count);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
