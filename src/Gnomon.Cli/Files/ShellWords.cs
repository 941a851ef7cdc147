using System.Text;

namespace Gnomon.Cli.Files;

/// <summary>Splits a command into words as a shell does, as far as that needs no shell: quotes and backslashes. All else
/// that a shell acts on (pipes, redirections, variables, patterns, lists) is told, not guessed.</summary>
internal sealed class ShellWords
{
    private const string Operators = "|&;<>()";

    private static readonly string[] Builtins =
    [
        ".", ":", "!", "{", "}", "alias", "bg", "break", "case", "cd", "command", "continue", "eval", "exec", "exit",
        "export", "fg", "for", "function", "if", "jobs", "read", "readonly", "return", "set", "shift", "source", "then",
        "time", "times", "trap", "type", "ulimit", "umask", "unalias", "unset", "until", "wait", "while",
    ];

    private readonly string _text;
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private bool _inWord;
    private int _at;

    private ShellWords(string text) => _text = text;

    /// <summary>The words, and null; or what a shell is needed for.</summary>
    public static (IReadOnlyList<string> Words, string? Problem) Split(string text)
    {
        var words = new ShellWords(text);
        var problem = words.Run();
        if (problem is null && words._words.Count == 0) problem = "there is no command";
        return (words._words, problem ?? FirstWord(words._words[0]));
    }

    private static string? FirstWord(string word)
    {
        if (Builtins.Contains(word)) return $"'{word}' is a command of the shell";
        return word.Contains('=', StringComparison.Ordinal) ? $"'{word}' sets a variable" : null;
    }

    private string? Run()
    {
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c is ' ' or '\t') End();
            else if (c == '#' && !_inWord) break;
            else if (One(c) is { } problem) return problem;
        }

        End();
        return null;
    }

    private string? One(char c)
    {
        if (Operators.Contains(c, StringComparison.Ordinal)) return Operator(c);
        switch (c)
        {
            case '$': return "'$' stands for a variable or a command";
            case '`': return "'`' runs a command inside the command";
            case '*' or '?' or '[': return $"'{c}' stands for file names";
            case '~' when !_inWord: return "'~' stands for a home folder";
            case '{' when IsBraceList(): return "braces stand for several words";
            case '\'': return Single();
            case '"': return Double();
            case '\\':
                if (++_at >= _text.Length) return "the line ends with a backslash";
                return Take(_text[_at]);
            default: return Take(c);
        }
    }

    private static string Operator(char c) => c switch
    {
        '|' => "'|' is a pipe",
        '<' or '>' => $"'{c}' is a redirection",
        '&' => "'&' joins commands or runs them beside each other",
        ';' => "';' joins commands",
        _ => $"'{c}' makes a shell within the shell",
    };

    private bool IsBraceList()
    {
        var end = _text.IndexOf('}', _at);
        if (end < 0) return false;
        var inside = _text.AsSpan(_at + 1, end - _at - 1);
        return inside.Contains(',') || inside.IndexOf("..", StringComparison.Ordinal) >= 0;
    }

    private string? Take(char c)
    {
        _inWord = true;
        _word.Append(c);
        return null;
    }

    private string? Single()
    {
        var end = _text.IndexOf('\'', _at + 1);
        if (end < 0) return "a single quote has no other that ends it";
        _word.Append(_text.AsSpan(_at + 1, end - _at - 1));
        (_inWord, _at) = (true, end);
        return null;
    }

    private string? Double()
    {
        _inWord = true;
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '"') return null;
            if (c is '$' or '`') return One(c);
            if (c == '\\' && _at + 1 < _text.Length && _text[_at + 1] is ('"' or '\\' or '$' or '`')) c = _text[++_at];
            _word.Append(c);
        }

        return "a double quote has no other that ends it";
    }

    private void End()
    {
        if (_inWord) _words.Add(_word.ToString());
        _word.Clear();
        _inWord = false;
    }
}
