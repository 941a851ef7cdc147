using Gnomon.Wire.Resp;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>Reads a whole reply into the form of <see cref="RespValue.Told"/>.</summary>
internal static class RespTelling
{
    public static string Of(ref RespReader reader)
    {
        switch (reader.Peek())
        {
            case RespKind.Null:
                Assert(reader.TryReadNull());
                return "null";
            case RespKind.Error:
                return $"error({reader.ReadError().Text})";
            case RespKind.Array or RespKind.Set or RespKind.Push or RespKind.Map:
                var parts = new string[reader.ReadArray()];
                for (var i = 0; i < parts.Length; i++) parts[i] = Of(ref reader);
                return $"{parts.Length}[{string.Join(',', parts)}]";
            default:
                return $"({reader.ReadString()})";
        }
    }

    private static void Assert(bool holds) => Xunit.Assert.True(holds);
}
