using System.Globalization;

namespace Gnomon.Wire.Resp;

/// <summary>An error that a server answered.</summary>
/// <param name="Code">Its first word, in capitals: one of <see cref="RespErrorCodes"/> or another.</param>
/// <param name="Text">All of it, code included.</param>
public sealed record RespServerError(string Code, string Text)
{
    /// <summary>The hash slot that <c>MOVED</c> and <c>ASK</c> name, or null.</summary>
    public int? Slot { get; init; }

    /// <summary>The node that <c>MOVED</c> and <c>ASK</c> name, or null. An empty host means the host that answered.
    /// </summary>
    public WireEndpoint? Node { get; init; }

    /// <summary>Takes an error apart.</summary>
    /// <param name="text">The error without its mark, for example <c>MOVED 3999 127.0.0.1:6381</c>.</param>
    public static RespServerError Parse(string text)
    {
        var words = text.Split(' ', 4);
        var error = new RespServerError(words[0], text);
        if (words[0] is not (RespErrorCodes.Moved or RespErrorCodes.Ask) || words.Length < 3) return error;
        var colon = words[2].LastIndexOf(':');
        if (colon < 0
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
            || !int.TryParse(words[2].AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return error;
        return error with { Slot = slot, Node = new WireEndpoint(words[2][..colon].Trim('[', ']'), port) };
    }
}
