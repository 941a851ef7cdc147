using System.Text.RegularExpressions;

namespace Gnomon.Tests.Conventions;

/// <summary>Finds types and members in blanked C# code by matching braces.</summary>
internal sealed partial class CodeShape
{
    private enum Block
    {
        Type,
        Other,
    }

    private readonly string _code;
    private readonly List<string> _types = [];
    private readonly List<CodeMember> _members = [];
    private readonly Stack<Block> _blocks = new();
    private int _parens;
    private int _start;

    private CodeShape(string code) => _code = code;

    /// <summary>The names of the types that are not inside another one.</summary>
    public IReadOnlyList<string> Types => _types;

    /// <summary>The members of all types, nested ones included.</summary>
    public IReadOnlyList<CodeMember> Members => _members;

    public static CodeShape Of(string code)
    {
        var shape = new CodeShape(code);
        shape.Read();
        return shape;
    }

    private void Read()
    {
        for (var at = 0; at < _code.Length; at++)
            switch (_code[at])
            {
                case '(' or '[': _parens++; break;
                case ')' or ']': _parens--; break;
                case '{' when _parens == 0: Open(at); break;
                case '}' when _parens == 0: Close(at); break;
                case ';' when _parens == 0: EndStatement(at); break;
            }
    }

    private bool InType => _blocks.Count > 0 && _blocks.Peek() == Block.Type;

    private void Open(int at)
    {
        var type = InType || _blocks.Count == 0 ? TypeName(_code[_start..at]) : null;
        if (type is not null && _blocks.Count == 0) _types.Add(type);
        _blocks.Push(type is null ? Block.Other : Block.Type);
        if (type is not null) _start = at + 1;
    }

    private void Close(int at)
    {
        if (_blocks.Count == 0) return;
        var closed = _blocks.Pop();
        if (closed == Block.Type) _start = at + 1;
        else if (InType && !GoesOn(at)) End(at);
    }

    private void EndStatement(int at)
    {
        if (InType) End(at);
        if (_blocks.Count > 0) return;
        if (TypeName(_code[_start..at]) is { } type) _types.Add(type);
        _start = at + 1;
    }

    /// <summary>Whether the member continues behind a closed brace: an initialiser, or the rest of an expression.
    /// </summary>
    private bool GoesOn(int at)
    {
        var next = at + 1;
        while (next < _code.Length && char.IsWhiteSpace(_code[next])) next++;
        var header = Nested().Replace(_code[_start..at], "");
        return next < _code.Length && (_code[next] is '=' or ';' or '.' or ',' || Assigned().IsMatch(Header(header)));
    }

    private static string Header(string member) => member.IndexOf('{') is >= 0 and var brace ? member[..brace] : member;

    private void End(int at)
    {
        var text = _code[_start..at];
        var first = _start + (text.Length - text.TrimStart().Length);
        var header = Nested().Replace(Header(text), "");
        var arrow = header.IndexOf("=>", StringComparison.Ordinal);
        var assignment = Assignment().Match(header);
        var isData = assignment.Success && (arrow < 0 || assignment.Index < arrow);
        var lines = _code[first..at].Count(c => c == '\n') + 1;
        _members.Add(new CodeMember(LineOf(first), lines, isData));
        _start = at + 1;
    }

    private int LineOf(int at) => _code.AsSpan(0, at).Count('\n') + 1;

    private static string? TypeName(string header)
    {
        var match = TypeHeader().Matches(header).FirstOrDefault(found => found.Groups[1].Value != "where");
        if (match is not null) return match.Groups[1].Value;
        var asDelegate = DelegateHeader().Match(header);
        return asDelegate.Success ? asDelegate.Groups[1].Value : null;
    }

    [GeneratedRegex(@"\b(?:record\s+struct|record\s+class|record|class|struct|interface|enum)\s+([A-Za-z_]\w*)")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"\bdelegate\s+[^;(]*?\b([A-Za-z_]\w*)\s*(?:<[^>(]*>)?\s*\(")]
    private static partial Regex DelegateHeader();

    [GeneratedRegex(@"\((?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)|\[(?>[^\[\]]+|(?<open>\[)|(?<-open>\]))*(?(open)(?!))\]")]
    private static partial Regex Nested();

    [GeneratedRegex(@"=>\s*[^{]*$|(?<![=!<>])=(?![=>])[^{]*$")]
    private static partial Regex Assigned();

    [GeneratedRegex(@"(?<![=!<>])=(?![=>])")]
    private static partial Regex Assignment();
}
