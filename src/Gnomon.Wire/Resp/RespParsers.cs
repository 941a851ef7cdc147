namespace Gnomon.Wire.Resp;

/// <summary>Parsers for the usual replies. Each takes no state.</summary>
public static class RespParsers
{
    /// <summary>Passes over the reply; true.</summary>
    public static readonly RespParser<object?, bool> Any = static (ref reader, _) => true;

    /// <summary>A whole number.</summary>
    public static readonly RespParser<object?, long> Int64 = static (ref reader, _) => reader.ReadInt64();

    /// <summary>Text, or null.</summary>
    public static readonly RespParser<object?, string?> Text = static (ref reader, _) => reader.ReadString();

    /// <summary>Bytes in a new array, or null.</summary>
    public static readonly RespParser<object?, byte[]?> Bytes = static (ref reader, _) => reader.ReadBytes();

    /// <summary>An array of texts; a null is an empty one.</summary>
    public static readonly RespParser<object?, string?[]> Texts = static (ref reader, _) =>
    {
        var count = reader.ReadArray();
        var texts = new string?[Math.Max(0, count)];
        for (var i = 0; i < texts.Length; i++) texts[i] = reader.ReadString();
        return texts;
    };
}
