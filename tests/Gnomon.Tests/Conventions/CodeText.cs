using System.Text;

namespace Gnomon.Tests.Conventions;

/// <summary>Blanks what is not code in C# text: comments and literals. Code inside the holes of an interpolated
/// string stays; that of raw interpolated strings is blanked with them.</summary>
internal sealed class CodeText
{
    private readonly string _text;
    private readonly StringBuilder _code;
    private int _at;

    private CodeText(string text) => (_text, _code) = (text, new StringBuilder(text.Length));

    public static string Blank(string text)
    {
        var reader = new CodeText(text);
        reader.ReadCode(insideHole: false);
        return reader._code.ToString();
    }

    private void ReadCode(bool insideHole)
    {
        var depth = 0;
        while (_at < _text.Length)
        {
            if (insideHole && depth == 0 && Here('}')) return;
            if (Here('{') || Here('(')) depth++;
            if (Here('}') || Here(')')) depth--;
            if (Starts("//")) BlankUntil("\n", including: false);
            else if (Starts("/*")) BlankUntil("*/", including: true, skip: 2);
            else if (Here('\'')) ReadCharacter();
            else if (!ReadString()) Keep();
        }
    }

    private bool ReadString()
    {
        var start = _at;
        while (start < _text.Length && _text[start] is '$' or '@') start++;
        if (start >= _text.Length || _text[start] != '"') return false;
        var prefix = _text[_at..start];
        var quotes = 0;
        while (start + quotes < _text.Length && _text[start + quotes] == '"') quotes++;
        BlankTo(start);
        if (quotes >= 3 && !prefix.Contains('@')) ReadRaw(quotes);
        else ReadPlain(verbatim: prefix.Contains('@'), holes: prefix.Contains('$'));
        return true;
    }

    private void ReadRaw(int quotes)
    {
        BlankTo(_at + quotes);
        BlankUntil(new string('"', quotes), including: true);
        while (Here('"')) BlankOne();
    }

    private void ReadPlain(bool verbatim, bool holes)
    {
        BlankOne();
        while (_at < _text.Length)
        {
            if (verbatim && Starts("\"\"")) BlankTo(_at + 2);
            else if (!verbatim && Here('\\')) BlankTo(_at + 2);
            else if (holes && (Starts("{{") || Starts("}}"))) BlankTo(_at + 2);
            else if (holes && Here('{')) ReadHole();
            else if (Here('"'))
            {
                BlankOne();
                return;
            }
            else BlankOne();
        }
    }

    private void ReadHole()
    {
        BlankOne();
        ReadCode(insideHole: true);
        BlankOne();
    }

    private void ReadCharacter()
    {
        BlankOne();
        while (_at < _text.Length && !Here('\'')) BlankTo(Here('\\') ? _at + 2 : _at + 1);
        BlankOne();
    }

    private bool Here(char c) => _at < _text.Length && _text[_at] == c;

    private bool Starts(string mark) => string.CompareOrdinal(_text, _at, mark, 0, mark.Length) == 0;

    private void Keep() => _code.Append(_text[_at++]);

    private void BlankOne() => BlankTo(_at + 1);

    private void BlankUntil(string mark, bool including, int skip = 0)
    {
        var end = _text.IndexOf(mark, Math.Min(_at + skip, _text.Length), StringComparison.Ordinal);
        BlankTo(end < 0 ? _text.Length : including ? end + mark.Length : end);
    }

    private void BlankTo(int end)
    {
        for (; _at < end && _at < _text.Length; _at++) _code.Append(_text[_at] == '\n' ? '\n' : ' ');
    }
}
