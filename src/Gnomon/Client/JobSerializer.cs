using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gnomon.Client;

/// <summary>Turns arguments and results into JSON and back.</summary>
internal sealed class JobSerializer(JsonSerializerOptions options)
{
    /// <summary>Most levels of nesting that are read.</summary>
    private const int MaxDepth = 64;

    /// <summary>Web names (camel case), and reflection where the program allows it. A trimmed or ahead-of-time program
    /// gives its own options, with a source-generated resolver.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "Reached only where the program has reflection switched on.")]
    [UnconditionalSuppressMessage(
        "AOT", "IL3050", Justification = "Reached only where the program has reflection switched on.")]
    public static JsonSerializerOptions DefaultOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { MaxDepth = MaxDepth };
        if (JsonSerializer.IsReflectionEnabledByDefault) options.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
        return options;
    }

    public ReadOnlyMemory<byte> Write<T>(T value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));

    public T? Read<T>(ReadOnlyMemory<byte> json) => json.IsEmpty
        ? default
        : JsonSerializer.Deserialize(json.Span, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
}
