using System.Text;
using System.Text.Json.Serialization.Metadata;
using Gnomon.Api;

namespace Gnomon.Cli.Files;

/// <summary>A document of the API that a person wrote into a file, as JSON or as YAML: its JSON, and where in the file
/// each of its members stands, so that whatever is wrong with it is told with its place.</summary>
/// <param name="name">What errors call the file.</param>
/// <param name="json">The document as JSON.</param>
/// <param name="places">Where its members stand.</param>
internal sealed class DocumentFile(string name, ReadOnlyMemory<byte> json, DocumentPlaces places)
{
    /// <summary>The document as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => json;

    /// <summary>Reads the content of a file. A name that ends in <c>.json</c> says JSON, <c>.yaml</c> and <c>.yml</c>
    /// say YAML; under any other name, a text that begins with a brace or a bracket is JSON.</summary>
    /// <param name="name">The file's name, or what errors are to call it.</param>
    /// <param name="utf8">The content.</param>
    /// <exception cref="CommandFailedException">It is no such text; names the file, the line and the column.</exception>
    public static DocumentFile Parse(string name, ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        if (!System.Text.Unicode.Utf8.IsValid(utf8.Span)) throw Fault(name, null, "this is not UTF-8 text");
        if (utf8.Span.Trim(" \t\r\n"u8).IsEmpty) throw Fault(name, null, "the file is empty");
        return IsJson(name, utf8.Span)
            ? new DocumentFile(name, utf8, DocumentPlaces.OfJson(utf8.Span))
            : YamlDocument.Read(name, Encoding.UTF8.GetString(utf8.Span));
    }

    /// <summary>Reads the document.</summary>
    /// <param name="info">Its type, from <see cref="GnomonJson"/>.</param>
    /// <exception cref="CommandFailedException">It is no such document; names the file, the line and the column.
    /// </exception>
    public T Read<T>(JsonTypeInfo<T> info)
        where T : class
    {
        try
        {
            return ApiJson.Read(json.Span, info);
        }
        catch (ApiException error) when (error is { Line: { } line, Column: { } column })
        {
            // The text begins with the place in the JSON, which of a YAML file is not the place in the file.
            var problem = error.Detail.Replace($"Line {line}, column {column}: ", "", StringComparison.Ordinal);
            throw Fault(name, places.Of(new TextPlace(line, column)), problem, error);
        }
        catch (ApiException error)
        {
            throw Fault(name, null, error.Detail, error);
        }
    }

    /// <summary>What to throw about a member.</summary>
    /// <param name="path">The member, such as <c>schedules[2].trigger.cron</c>; where the file lacks it, the nearest
    /// member around it is shown. Null for the whole file.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="inner">The cause, if another error is.</param>
    public CommandFailedException Fault(string? path, string problem, Exception? inner = null) =>
        Fault(name, path is null ? null : places.Of(path), problem, inner);

    internal static CommandFailedException Fault(
        string name, TextPlace? place, string problem, Exception? inner = null) =>
        new(ExitCodes.Usage, place is null ? $"{name}: {problem}" : $"{name}, {place}: {problem}", inner);

    private static bool IsJson(string name, ReadOnlySpan<byte> utf8) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".json" => true,
        ".yaml" or ".yml" => false,
        _ => utf8.TrimStart(" \t\r\n"u8)[0] is (byte)'{' or (byte)'[',
    };
}
