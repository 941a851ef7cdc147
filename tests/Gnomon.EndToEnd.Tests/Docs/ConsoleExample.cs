using System.Text;

namespace Gnomon.EndToEnd.Tests.Docs;

/// <summary>A command of a document's console block, and the lines that it shows below it.</summary>
/// <param name="Command">The command, after the <c>$ </c>.</param>
/// <param name="Line">The index of its line in the document.</param>
/// <param name="Shown">The lines below it, to the next command or the end of the block.</param>
internal sealed record ConsoleExample(string Command, int Line, IReadOnlyList<string> Shown)
{
    private const string Prompt = "$ ";

    public static List<ConsoleExample> All(string[] document)
    {
        var examples = new List<ConsoleExample>();
        var inside = false;
        for (var i = 0; i < document.Length; i++)
        {
            if (document[i].StartsWith("```", StringComparison.Ordinal)) inside = document[i] == "```console";
            if (!inside || !document[i].StartsWith(Prompt, StringComparison.Ordinal)) continue;
            var shown = document.Skip(i + 1).TakeWhile(line => !line.StartsWith(Prompt, StringComparison.Ordinal)
                && !line.StartsWith("```", StringComparison.Ordinal));
            examples.Add(new ConsoleExample(document[i][Prompt.Length..], i, [.. shown]));
        }

        return examples;
    }

    /// <summary>The words of the command, as a shell takes them: what stands in single quotes is one word.</summary>
    public List<string> Words()
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quoted = false;
        foreach (var c in Command + " ")
        {
            if (c == '\'') quoted = !quoted;
            else if (c != ' ' || quoted) word.Append(c);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }
}
