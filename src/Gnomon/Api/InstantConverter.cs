using System.Text.Json;
using System.Text.Json.Serialization;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Instants on the wire, as <see cref="InstantText"/> reads and writes them.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && InstantText.TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new JsonException($"Expected {InstantText.Allowed}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(InstantText.Format(value));
}
