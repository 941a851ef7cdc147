using System.Text.Json;
using Gnomon.Workers;

namespace Gnomon.Executables;

/// <summary>Turns a job's JSON arguments into the argument list of a program.</summary>
internal static class ExecutableArguments
{
    /// <summary>Reads an array of strings, numbers and booleans; the last two become their JSON text. No arguments,
    /// and <c>null</c>, are an empty list.</summary>
    /// <exception cref="JobFailedException">They are something else; no further attempt can help.</exception>
    public static List<string> Read(ReadOnlyMemory<byte> args)
    {
        if (args.IsEmpty) return [];
        try
        {
            using var document = JsonDocument.Parse(args);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Null) return [];
            if (root.ValueKind != JsonValueKind.Array)
                throw Refused($"the arguments are {JsonKindText.Of(root.ValueKind)}; an executable takes an array of strings");
            var list = new List<string>(root.GetArrayLength());
            foreach (var element in root.EnumerateArray()) list.Add(ReadOne(element, list.Count + 1));
            return list;
        }
        catch (JsonException e)
        {
            throw Refused($"the arguments are not JSON: {e.Message}");
        }
    }

    private static string ReadOne(JsonElement element, int position)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return ReadText(element, position);
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return element.GetRawText();
            default:
                throw Refused(
                    $"argument {position} is {JsonKindText.Of(element.ValueKind)}; "
                    + "an executable takes strings, numbers and booleans");
        }
    }

    private static string ReadText(JsonElement element, int position)
    {
        string text;
        try
        {
            text = element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no byte sequence stands for it.
            throw Refused($"argument {position} is not valid Unicode text");
        }

        // Programs receive C strings: everything after a NUL would be lost without notice.
        if (text.Contains('\0', StringComparison.Ordinal))
            throw Refused($"argument {position} holds a NUL character, which cannot be passed to an executable");
        return text;
    }

    private static JobFailedException Refused(string message) => new(message) { Permanent = true };
}
