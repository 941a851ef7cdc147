using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gnomon.Cli.Files;

/// <summary>Writes JSON as YAML, always the same text for the same JSON: members and elements each on a line of their
/// own, words without quotes where every reader takes them for text.</summary>
internal sealed class YamlText
{
    private const int Step = 2;

    private static readonly string[] NotText =
        ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan"];

    private readonly StringBuilder _text = new();

    /// <summary>The text, ending with a line break.</summary>
    public static string Write(JsonElement value)
    {
        var text = new YamlText();
        if (IsFilled(value)) text.Block(value, 0);
        else text.Line(Scalar(value));
        return text._text.ToString();
    }

    private void Block(JsonElement value, int indent)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var first = true;
            foreach (var member in value.EnumerateObject())
            {
                // The first stands where a dash before it left off.
                Indent(first ? 0 : indent);
                first = false;
                _text.Append(Word(member.Name)).Append(':');
                Part(member.Value, indent);
            }

            return;
        }

        var at = 0;
        foreach (var element in value.EnumerateArray())
        {
            Indent(at++ == 0 ? 0 : indent);
            _text.Append('-');
            if (IsFilled(element))
            {
                _text.Append(' ');
                Block(element, indent + Step);
            }
            else
            {
                Line(" " + Scalar(element));
            }
        }
    }

    private void Part(JsonElement value, int indent)
    {
        if (!IsFilled(value))
        {
            Line(" " + Scalar(value));
            return;
        }

        Line("");
        Indent(indent + Step);
        Block(value, indent + Step);
    }

    private void Indent(int indent) => _text.Append(' ', indent);

    private void Line(string rest) => _text.Append(rest).Append('\n');

    private static bool IsFilled(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.GetPropertyCount() > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => false,
    };

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => Word(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Word(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
        && !NotText.Contains(text.ToLowerInvariant())
            ? text
            : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c == '\n') quoted.Append("\\n");
            else if (c == '\t') quoted.Append("\\t");
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
