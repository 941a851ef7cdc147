using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Gnomon.Api;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gnomon.Cli.Files;

/// <summary>Turns a YAML text into the JSON document that it means. Plain words mean what they mean in JSON: numbers,
/// <c>true</c>, <c>false</c>, <c>null</c> (also <c>~</c> and nothing at all); every other word is text, <c>yes</c> and
/// <c>08:30</c> too. Refused is what readers of YAML disagree about, and what can make a small file large: numbers that
/// JSON does not have, repeated members, anchors, tags, and more than one document.</summary>
internal sealed class YamlDocument
{
    private readonly string _name;
    private readonly string _text;
    private readonly Parser _parser;
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Utf8JsonWriter _writer;
    private readonly DocumentPlaces _places = new();

    private YamlDocument(string name, string text)
    {
        (_name, _text) = (name, text);
        _parser = new Parser(new StringReader(text));
        // Everything beyond ASCII is escaped, so that a character of the JSON is a byte of it.
        _writer = new Utf8JsonWriter(_json);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="name">What errors call the file.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="CommandFailedException">Names the file, the line and the column at fault, and what is allowed.
    /// </exception>
    public static DocumentFile Read(string name, string text)
    {
        var document = new YamlDocument(name, text);
        using (document._writer)
        {
            document.Run();
            document._writer.Flush();
        }

        return new DocumentFile(name, document._json.WrittenMemory, document._places);
    }

    private ParsingEvent Current => _parser.Current!;

    private int Offset => (int)(_writer.BytesCommitted + _writer.BytesPending);

    private void Run()
    {
        Next();
        Next();
        if (Current is StreamEnd) throw DocumentFile.Fault(_name, null, "the file holds no document");
        Next();
        Value("", 0);
        Next();
        Next();
        if (Current is DocumentStart) throw Fault(Current.Start, "a second document begins; only one is allowed in a file");
    }

    private void Next()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (YamlException error)
        {
            throw Explain(error);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The library meets some faulty texts with an error of its own; the last thing that it read is near.
            throw Fault(Current.End, "this is not valid YAML from here on", error);
        }
    }

    /// <summary>Writes the value that begins at the current event, and stops at its last event.</summary>
    private void Value(string path, int depth)
    {
        Check(depth);
        _places.Add(path, Place(Current.Start));
        _places.Add(Offset, Place(Current.Start));
        switch (Current)
        {
            case Scalar scalar:
                Write(scalar);
                break;
            case SequenceStart:
                _writer.WriteStartArray();
                Next();
                for (var i = 0; Current is not SequenceEnd; i++, Next()) Value($"{path}[{i}]", depth + 1);
                _writer.WriteEndArray();
                break;
            default:
                Members(path, depth);
                break;
        }
    }

    private void Members(string path, int depth)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _writer.WriteStartObject();
        for (Next(); Current is not MappingEnd; Next())
        {
            Check(depth);
            if (Current is not Scalar key) throw Fault(Current.Start, "the name of a member must be a word");
            if (!seen.Add(key.Value)) throw Fault(key.Start, $"'{key.Value}' is given twice");
            _places.Add(Offset, Place(key.Start));
            _writer.WritePropertyName(key.Value);
            Next();
            Value(DocumentPlaces.Member(path, key.Value), depth + 1);
        }

        _writer.WriteEndObject();
    }

    private void Check(int depth)
    {
        if (depth >= ApiLimits.MaxJsonDepth)
            throw Fault(Current.Start, $"this is nested deeper than {ApiLimits.MaxJsonDepth} levels");
        if (Current is AnchorAlias alias)
            throw Fault(alias.Start, $"'*{alias.Value}' is an alias, which is not supported; {Quote('*')}");
        if (Current is NodeEvent { Anchor.IsEmpty: false } anchored)
            throw Fault(
                anchored.Start, $"'&{anchored.Anchor}' is an anchor, which is not supported; {Quote('&')}");
        if (Current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } tagged)
            throw Fault(tagged.Start, $"the tag '{tagged.Tag}' is not supported; {Quote('!')}");
    }

    private void Write(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain) _writer.WriteStringValue(scalar.Value);
        else if (scalar.Value is "" or "~" or "null" or "Null" or "NULL") _writer.WriteNullValue();
        else if (scalar.Value is "true" or "True" or "TRUE") _writer.WriteBooleanValue(true);
        else if (scalar.Value is "false" or "False" or "FALSE") _writer.WriteBooleanValue(false);
        else if (IsNumber(scalar.Value)) _writer.WriteRawValue(scalar.Value);
        else if (IsDoubtful(scalar.Value))
            throw Fault(
                scalar.Start,
                $"'{scalar.Value}' is a number in some readers of YAML and text in others; write a plain decimal "
                + "number, or put it in quotes if it is text");
        else _writer.WriteStringValue(scalar.Value);
    }

    /// <summary>Whether it is a number in JSON.</summary>
    private static bool IsNumber(string text)
    {
        if (!(char.IsAsciiDigit(text[0]) || text[0] == '-')) return false;
        try
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text));
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether it is a number in YAML though not in JSON.</summary>
    private static bool IsDoubtful(string text)
    {
        var bare = text[0] is '+' or '-' ? text[1..] : text;
        if (bare.Length == 0) return false;
        if (bare.ToLowerInvariant() is ".inf" or ".nan") return true;
        if (bare is ['0', 'x' or 'o', _, ..]) return bare[2..].All(char.IsAsciiHexDigit);
        return bare.Any(char.IsAsciiDigit) && double.TryParse(
            bare.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private CommandFailedException Explain(YamlException error)
    {
        var (line, column) = ((int)error.Start.Line, (int)error.Start.Column);
        var lines = _text.Split('\n');
        var at = line >= 1 && line <= lines.Length && column >= 1 && column <= lines[line - 1].Length
            ? lines[line - 1][column - 1]
            : ' ';
        if (at is '*' or '@' or '%' or '`' or '&' or '!')
            return Fault(error.Start, $"'{at}' has a meaning of its own in YAML; {Quote(at)}", error);
        var cause = error.Message.Split("): ").Last();
        return Fault(error.Start, $"this is not valid YAML: {cause.TrimEnd('.')}", error);
    }

    private static string Quote(char first) => $"if it begins a text, put the text in quotes: \"{first}...\"";

    private CommandFailedException Fault(Mark mark, string problem, Exception? inner = null) =>
        DocumentFile.Fault(_name, Place(mark), problem, inner);

    private static TextPlace Place(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
