using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gnomon.WebCalls;

/// <summary>Writes the answer to a call as the job's result: <c>{status, headers, body | bodyBase64, truncated}</c>.
/// </summary>
internal static class WebAnswer
{
    /// <summary>The headers that are kept, in lower case.</summary>
    private static readonly string[] Kept =
        ["content-type", "content-encoding", "etag", "last-modified", "location", "retry-after"];

    // The result is read by JSON parsers and encoded again wherever it is shown as HTML.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> ToJson(HttpResponseMessage answer, AnswerBody body)
    {
        var json = new ArrayBufferWriter<byte>(body.Bytes.Length + 256);
        using (var writer = new Utf8JsonWriter(json, Writing))
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", (int)answer.StatusCode);
            writer.WriteStartObject("headers");
            foreach (var name in Kept)
                if (answer.Headers.NonValidated.TryGetValues(name, out var values)
                    || answer.Content.Headers.NonValidated.TryGetValues(name, out values))
                    writer.WriteString(name, values.ToString());
            writer.WriteEndObject();
            if (body.ToText() is { } text) writer.WriteString("body", text);
            else writer.WriteBase64String("bodyBase64", body.Bytes.Span);
            writer.WriteBoolean("truncated", body.Cut);
            writer.WriteEndObject();
        }

        return json.WrittenMemory;
    }
}
