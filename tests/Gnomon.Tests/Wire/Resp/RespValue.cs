using System.Globalization;
using System.Text;

namespace Gnomon.Tests.Wire.Resp;

/// <summary>A reply as a tree, and its bytes: the model that scanner and reader are compared with.</summary>
/// <param name="Mark">The first byte: one of <c>+ - : , ( # _ $ ! = * ~ % &gt;</c>.</param>
/// <param name="Text">The content of a scalar.</param>
/// <param name="Inside">The elements of an aggregate; keys and values in turn for a map.</param>
/// <param name="Attribute">Keys and values before the element, or none.</param>
internal sealed record RespValue(char Mark, string Text, RespValue[] Inside, RespValue[] Attribute)
{
    public bool IsAggregate => Mark is '*' or '~' or '%' or '>';

    public string Write()
    {
        var written = new StringBuilder();
        Write(written);
        return written.ToString();
    }

    /// <summary>The content in one form whatever its coding, without attributes: what a reader can tell.</summary>
    public string Told() => Mark switch
    {
        '_' => "null",
        '-' or '!' => $"error({Text})",
        '*' or '~' or '>' or '%' => $"{Inside.Length}[{string.Join(',', Inside.Select(one => one.Told()))}]",
        _ => $"({Text})",
    };

    private void Write(StringBuilder to)
    {
        if (Attribute.Length > 0)
        {
            to.Append(CultureInfo.InvariantCulture, $"|{Attribute.Length / 2}\r\n");
            foreach (var one in Attribute) one.Write(to);
        }

        switch (Mark)
        {
            case '_':
                to.Append("_\r\n");
                return;
            case '$' or '!':
                to.Append(CultureInfo.InvariantCulture, $"{Mark}{Encoding.UTF8.GetByteCount(Text)}\r\n{Text}\r\n");
                return;
            case '=':
                to.Append(CultureInfo.InvariantCulture, $"={Encoding.UTF8.GetByteCount(Text) + 4}\r\ntxt:{Text}\r\n");
                return;
            case '*' or '~' or '>' or '%':
                to.Append(CultureInfo.InvariantCulture, $"{Mark}{(Mark == '%' ? Inside.Length / 2 : Inside.Length)}\r\n");
                foreach (var one in Inside) one.Write(to);
                return;
            default:
                to.Append(CultureInfo.InvariantCulture, $"{Mark}{Text}\r\n");
                return;
        }
    }
}
