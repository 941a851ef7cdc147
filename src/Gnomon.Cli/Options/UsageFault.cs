using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Gnomon.Cli.Options;

/// <summary>Says in one line what is wrong with a command line.</summary>
internal static class UsageFault
{
    /// <summary>The first fault, or null when there is none.</summary>
    public static string? Find(ParseResult parsed)
    {
        if (parsed.Action is HelpAction || parsed.GetResult("--version") is not null) return null;
        var command = parsed.CommandResult.Command;
        if (UnknownOption(parsed) is { } option)
            return $"unknown option '{option}'{Suggest(option, OptionNames(parsed.CommandResult))}{Help(parsed)}";
        // A verb that also does something itself takes an argument where others take a verb.
        if (command.Subcommands.Count > 0 && command.Arguments.Count == 0)
        {
            var verbs = command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name).ToList();
            return parsed.UnmatchedTokens is [var word, ..]
                ? $"unknown verb '{word}'; allowed are {string.Join(", ", verbs)}{Suggest(word, verbs)}{Help(parsed)}"
                : $"a verb is missing; allowed are {string.Join(", ", verbs)}{Help(parsed)}";
        }

        if (parsed.UnmatchedTokens is [var extra, ..]) return $"'{extra}' is one argument too many{Help(parsed)}";
        return parsed.Errors is [var error, ..] ? Explain(error) + Help(parsed) : null;
    }

    /// <summary>The known word nearest to one that is unknown, or null when none is near.</summary>
    internal static string? Nearest(string word, IEnumerable<string> known)
    {
        var best = known.Select(name => (Name: name, Distance: Distance(word, name)))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault((Name: "", Distance: int.MaxValue));
        return best.Distance <= Math.Max(2, word.Length / 3) ? best.Name : null;
    }

    /// <summary>A word that looks like an option, stands before <c>--</c>, and is none: the parser would take it for
    /// an argument of the job.</summary>
    private static string? UnknownOption(ParseResult parsed)
    {
        var values = parsed.CommandResult.Children.OfType<OptionResult>()
            .SelectMany(option => option.Tokens)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && !values.Contains(token) && LooksLikeOption(token.Value))
            .Select(token => token.Value.Split('=', 2)[0])
            .FirstOrDefault();
    }

    private static bool LooksLikeOption(string word) =>
        word.Length > 1 && word[0] == '-' && word != "--"
        && !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Explain(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0, Parent: CommandResult, Argument: var argument } =>
            $"{argument.Name} is missing",
        OptionResult { Tokens.Count: 0, Option: var option } when option.Arity.MinimumNumberOfValues > 0 =>
            $"{option.Name} needs a value",
        _ => error.Message.TrimEnd('.'),
    };

    private static IEnumerable<string> OptionNames(CommandResult command)
    {
        for (CommandResult? result = command; result is not null; result = result.Parent as CommandResult)
            foreach (var option in result.Command.Options)
                if (result == command || option.Recursive)
                    yield return option.Name;
    }

    private static string Suggest(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } name ? $"; did you mean '{name}'?" : "";

    private static string Help(ParseResult parsed)
    {
        var words = new List<string>();
        for (CommandResult? result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            words.Insert(0, result.Parent is null ? "gnomon" : result.Command.Name);
        return $" (see '{string.Join(' ', words)} --help')";
    }

    // Levenshtein: how many characters must be changed, put in or taken out.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, change);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
