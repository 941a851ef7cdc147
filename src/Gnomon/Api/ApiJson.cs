using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Gnomon.Jobs;

namespace Gnomon.Api;

/// <summary>Reads the JSON of requests and explains to people what is wrong with it; holds the writer of answers.
/// </summary>
public static class ApiJson
{
    /// <summary>Writes answers. Quotes and letters beyond ASCII stay readable: the JSON is never embedded in HTML, and
    /// answers carry their content type.</summary>
    public static GnomonJson Answers { get; } = new(new JsonSerializerOptions(GnomonJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Reads one document.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="info">Its type, from <see cref="GnomonJson"/>.</param>
    /// <exception cref="ApiException">400; names the member, the line and the column at fault.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> info)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(info);
        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        if (!Utf8.IsValid(utf8)) throw ApiProblems.Invalid("", "The body is not UTF-8 text.");
        try
        {
            return JsonSerializer.Deserialize(utf8, info)
                ?? throw ApiProblems.Invalid("", "The body is null; expected a JSON object or array.");
        }
        catch (JsonException error)
        {
            throw JsonFault.Explain(utf8, info, error);
        }
    }

    /// <summary>Reads a value of any kind; null for the word <c>null</c>.</summary>
    /// <exception cref="ApiException">400: it is not JSON.</exception>
    public static JsonElement? ReadValue(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        if (!Utf8.IsValid(utf8)) throw ApiProblems.Invalid("", "The body is not UTF-8 text.");
        try
        {
            var value = JsonSerializer.Deserialize(utf8, GnomonJson.Default.JsonElement);
            return value.ValueKind == JsonValueKind.Null ? null : value;
        }
        catch (JsonException error)
        {
            throw JsonFault.Explain(utf8, GnomonJson.Default.JsonElement, error);
        }
    }

    /// <summary>Reads what may be submitted: one draft, or an array of them.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="single">Whether it was one draft, not an array.</param>
    /// <exception cref="ApiException">400 when it is something else; 413 for more than
    /// <see cref="JobLimits.MaxBatch"/> drafts.</exception>
    public static IReadOnlyList<JobDraftDocument> ReadDrafts(ReadOnlySpan<byte> utf8, out bool single)
    {
        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        single = !utf8.TrimStart(" \t\r\n"u8).StartsWith("["u8);
        if (single) return [Read(utf8, GnomonJson.Default.JobDraftDocument)];
        var drafts = Read(utf8, GnomonJson.Default.IReadOnlyListJobDraftDocument);
        if (drafts.Count > JobLimits.MaxBatch)
            throw ApiProblems.TooLarge(
                $"The array holds {drafts.Count:N0} jobs; at most {JobLimits.MaxBatch:N0} are allowed in one request.");
        return drafts;
    }

    /// <summary>Reads stored JSON for an answer. Text that is no JSON, which only a faulty handler leaves, is shown as
    /// a string, so that one bad record never spoils a list.</summary>
    internal static JsonElement? ToElement(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.IsEmpty) return null;
        try
        {
            return JsonElement.Parse(utf8.Span);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(
                System.Text.Encoding.UTF8.GetString(utf8.Span), GnomonJson.Default.String);
        }
    }

    /// <summary>The bytes to store for a free JSON value of a request.</summary>
    /// <exception cref="ApiException">400: the value holds text that no Unicode string can hold.</exception>
    internal static ReadOnlyMemory<byte> ToBytes(string field, JsonElement? element)
    {
        if (element is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value) return default;
        var raw = JsonMarshal.GetRawUtf8Value(value);
        CheckEscapes(field, raw);
        return raw.ToArray();
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    // Half of a surrogate pair, escaped, is JSON by the letter, yet no reader could ever decode it again.
    private static void CheckEscapes(string field, ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOf((byte)'\\') < 0) return;
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = ApiLimits.MaxJsonDepth });
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
        }
        catch (InvalidOperationException error)
        {
            throw ApiProblems.Invalid(field, "holds an escape such as \\ud800 that is half of a character", error);
        }
    }
}
