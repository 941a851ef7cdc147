using System.Text.Json;

namespace Gnomon.Workers;

/// <summary>What an error about arguments calls a JSON value.</summary>
internal static class JsonKindText
{
    public static string Of(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => "a boolean",
    };
}
