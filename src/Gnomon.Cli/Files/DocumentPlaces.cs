using System.Text;
using System.Text.Json;
using Gnomon.Api;

namespace Gnomon.Cli.Files;

/// <summary>Where in a file the members of its document stand, by their paths such as <c>schedules[2].trigger</c>.
/// </summary>
internal sealed class DocumentPlaces
{
    private readonly Dictionary<string, TextPlace> _byPath = new(StringComparer.Ordinal);
    private readonly List<(int Offset, TextPlace Place)> _byOffset = [];

    /// <summary>The path of a member of something.</summary>
    public static string Member(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The places in a text that is JSON itself. One that is not has those before its first fault.</summary>
    public static DocumentPlaces OfJson(ReadOnlySpan<byte> utf8)
    {
        var places = new DocumentPlaces();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ApiLimits.MaxJsonDepth });
        try
        {
            reader.Read();
            places.AddJson(ref reader, utf8, "");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Whoever reads the document explains it.
        }

        return places;
    }

    /// <summary>Notes where a member's value stands.</summary>
    public void Add(string path, TextPlace place) => _byPath[path] = place;

    /// <summary>Notes from which character of the JSON, which is one line of ASCII, a place of the file is meant.
    /// </summary>
    public void Add(int offset, TextPlace place) => _byOffset.Add((offset, place));

    /// <summary>Where a member stands, or the nearest one around it.</summary>
    public TextPlace? Of(string path)
    {
        while (true)
        {
            if (_byPath.TryGetValue(path, out var place)) return place;
            var cut = path.AsSpan().LastIndexOfAny('.', '[');
            if (cut < 0) return _byPath.TryGetValue("", out var whole) ? whole : null;
            path = path[..cut];
        }
    }

    /// <summary>The place in the file that a place in its JSON means.</summary>
    public TextPlace Of(TextPlace inJson)
    {
        if (_byOffset.Count == 0) return inJson;
        var found = _byOffset.BinarySearch(
            (inJson.Column - 1, default), Comparer<(int Offset, TextPlace)>.Create((a, b) => a.Offset.CompareTo(b.Offset)));
        return _byOffset[Math.Max(0, found >= 0 ? found : ~found - 1)].Place;
    }

    private void AddJson(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string path)
    {
        Add(path, Place(utf8, (int)reader.TokenStartIndex));
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = Member(path, reader.GetString()!);
                reader.Read();
                AddJson(ref reader, utf8, member);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                AddJson(ref reader, utf8, $"{path}[{i}]");
        }
    }

    private static TextPlace Place(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[..offset];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new TextPlace(
            before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
