using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>Instants on the wire: ISO-8601 with an offset, written in UTC. A time without an offset is refused, for
/// it means another instant on each machine.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>What an instant must look like, for error texts.</summary>
    public const string Allowed = "an ISO-8601 time with an offset, such as 2026-05-01T08:30:00Z";

    // Ticks of 100 ns hold seven digits of a second; other languages write nine.
    private const int MaxFractionDigits = 7;

    private static readonly string[] Formats = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"];

    /// <summary>Reads an instant; digits of the second beyond the seventh are cut.</summary>
    /// <returns>False when the text is none, or lacks an offset.</returns>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null) return false;
        if (!text.EndsWith('Z') && text.LastIndexOfAny(['+', '-']) < "yyyy-MM-dd".Length) return false;
        return DateTimeOffset.TryParseExact(
            CutFraction(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    /// <summary>Writes an instant in UTC, with as many digits of the second as it has.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new JsonException($"Expected {Allowed}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));

    private static string CutFraction(string text)
    {
        var first = text.IndexOf('.') + 1;
        if (first == 0) return text;
        var end = first;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        var extra = end - first - MaxFractionDigits;
        return extra <= 0 ? text : text.Remove(first + MaxFractionDigits, extra);
    }
}
