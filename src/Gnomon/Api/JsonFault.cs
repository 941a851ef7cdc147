using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Finds the place in a request's JSON that its type does not allow, and says so in words for people: the
/// serializer's own messages name .NET types and count from zero.</summary>
internal static class JsonFault
{
    /// <summary>Explains why <paramref name="utf8"/> could not be read as <paramref name="info"/> says.</summary>
    /// <param name="utf8">The whole text.</param>
    /// <param name="info">The type it was read as.</param>
    /// <param name="error">What the serializer said.</param>
    public static ApiException Explain(ReadOnlySpan<byte> utf8, JsonTypeInfo info, JsonException error)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ApiLimits.MaxJsonDepth });
        try
        {
            if (utf8.Trim(" \t\r\n"u8).IsEmpty) return At(utf8, 0, "", "the body is empty; expected JSON", error);
            reader.Read();
            if (Value(ref reader, info, "") is var (offset, field, problem))
                return At(utf8, offset, field, problem, error);
            while (reader.Read())
            {
            }
        }
        catch (JsonException syntax)
        {
            var offset = LineStart(utf8, syntax.LineNumber ?? 0) + (syntax.BytePositionInLine ?? 0);
            return At(utf8, offset, "", $"this is not valid JSON: {Plain(syntax.Message)}", syntax);
        }
        catch (InvalidOperationException text)
        {
            return At(utf8, reader.TokenStartIndex, "", "an escape such as \\ud800 is half of a character", text);
        }

        // Whatever only the serializer objects to: its position is right even where its words are not for people.
        var at = LineStart(utf8, error.LineNumber ?? 0) + (error.BytePositionInLine ?? 0);
        return At(utf8, at, (error.Path ?? "$").TrimStart('$', '.'), "has a value that is not allowed here", error);
    }

    private static (long Offset, string Field, string Problem)? Value(
        ref Utf8JsonReader reader, JsonTypeInfo? info, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                if (info is not null && info.Kind is not (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary))
                    return Wrong(reader, info.Type, path);
                return Members(ref reader, info, path);
            case JsonTokenType.StartArray:
                if (info is not null && info.Kind != JsonTypeInfoKind.Enumerable) return Wrong(reader, info.Type, path);
                return Elements(ref reader, info, path);
            default:
                return info is null || Fits(ref reader, info) ? null : Wrong(reader, info.Type, path);
        }
    }

    private static (long Offset, string Field, string Problem)? Members(
        ref Utf8JsonReader reader, JsonTypeInfo? info, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var field = path.Length == 0 ? name : $"{path}.{name}";
            if (!seen.Add(name)) return (reader.TokenStartIndex, field, "is given twice");
            var isFree = info is null or { Kind: JsonTypeInfoKind.Dictionary };
            var type = isFree ? info?.ElementType : info!.Properties.FirstOrDefault(p => p.Name == name)?.PropertyType;
            if (!isFree && type is null)
                return (reader.TokenStartIndex, field, $"is not known here; allowed are {Names(info!)}");
            reader.Read();
            if (Value(ref reader, Inner(info, type), field) is { } fault) return fault;
        }

        return null;
    }

    private static (long Offset, string Field, string Problem)? Elements(
        ref Utf8JsonReader reader, JsonTypeInfo? info, string path)
    {
        var element = Inner(info, info?.ElementType);
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            if (Value(ref reader, element, $"{path}[{i}]") is { } fault)
                return fault;
        return null;
    }

    /// <summary>The description of a part's type; null where any JSON may stand.</summary>
    private static JsonTypeInfo? Inner(JsonTypeInfo? outer, Type? type)
    {
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return outer is null || type is null || type == typeof(JsonElement) ? null : outer.Options.GetTypeInfo(type);
    }

    private static bool Fits(ref Utf8JsonReader reader, JsonTypeInfo info)
    {
        var type = info.Type;
        return reader.TokenType switch
        {
            JsonTokenType.Null => true,
            JsonTokenType.String when type == typeof(DateTimeOffset) =>
                InstantText.TryParse(reader.GetString(), out _),
            JsonTokenType.String => type == typeof(string),
            JsonTokenType.True or JsonTokenType.False => type == typeof(bool),
            JsonTokenType.Number when type == typeof(int) => reader.TryGetInt32(out _),
            JsonTokenType.Number when type == typeof(long) => reader.TryGetInt64(out _),
            JsonTokenType.Number => type == typeof(double) && reader.TryGetDouble(out var d) && double.IsFinite(d),
            _ => false,
        };
    }

    private static (long Offset, string Field, string Problem) Wrong(in Utf8JsonReader reader, Type type, string path)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.Number => "the number " + System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => $"'{reader.GetString()}'",
        };
        return (reader.TokenStartIndex, path, $"is {found}; allowed is {Wanted(type)}");
    }

    private static string Wanted(Type type) =>
        type == typeof(string) ? "text in quotes"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) ? "a number"
        : type == typeof(DateTimeOffset) ? InstantText.Allowed
        : type == typeof(IReadOnlyDictionary<string, string>) ? "an object of texts"
        : type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? "an array"
        : "an object";

    private static string Names(JsonTypeInfo info) => string.Join(", ", info.Properties.Select(p => p.Name));

    private static ApiException At(ReadOnlySpan<byte> utf8, long offset, string field, string problem, Exception error)
    {
        var before = utf8[..(int)Math.Min(offset, utf8.Length)];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        var line = before.Count((byte)'\n') + 1;
        var column = System.Text.Encoding.UTF8.GetCharCount(before[lineStart..]) + 1;
        var what = field.Length == 0 ? problem : $"{field} {problem}";
        return new ApiException(400, "Invalid JSON", $"Line {line}, column {column}: {what}.", error)
        {
            Field = field.Length == 0 ? null : field, Line = line, Column = column,
        };
    }

    private static long LineStart(ReadOnlySpan<byte> utf8, long line)
    {
        var start = 0;
        for (; line > 0; line--) start += utf8[start..].IndexOf((byte)'\n') + 1;
        return start;
    }

    private static string Plain(string message)
    {
        foreach (var tail in (string[])[" Path: ", " LineNumber: ", " Change the reader options"])
            if (message.IndexOf(tail, StringComparison.Ordinal) is > 0 and var cut)
                message = message[..cut];
        return message.TrimEnd('.');
    }
}
