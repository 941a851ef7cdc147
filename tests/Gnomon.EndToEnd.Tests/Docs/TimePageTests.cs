using Gnomon.EndToEnd.Tests.Cli;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Docs;

/// <summary>Runs the examples of docs/time.md. With <c>GNOMON_ACCEPT_EXAMPLES=1</c> their answers are written into the
/// page, to be read in the diff.</summary>
public sealed class TimePageTests
{
    [Fact]
    public async Task Every_example_answers_what_the_page_shows()
    {
        var path = Path.Combine(SourceTree.Root, "docs", "time.md");
        var page = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        var examples = ConsoleExample.All(page);
        Assert.NotEmpty(examples);
        var answers = new List<List<string>>();
        foreach (var example in examples) answers.Add(await AnswerAsync(example));
        if (Environment.GetEnvironmentVariable("GNOMON_ACCEPT_EXAMPLES") == "1")
            await File.WriteAllLinesAsync(
                path, Rewritten(page, examples, answers), TestContext.Current.CancellationToken);
        else
            Assert.All(examples.Zip(answers), pair => Assert.Equal(pair.First.Shown, pair.Second));
    }

    private static async Task<List<string>> AnswerAsync(ConsoleExample example)
    {
        var words = example.Words();
        Assert.Equal("gnomon", words[0]);
        var run = await ProgramRun.OfAsync([.. words.Skip(1)]);
        return [.. $"{run.Output}\n{run.Error}".Split('\n').Where(line => line.Length > 0)];
    }

    private static IEnumerable<string> Rewritten(
        string[] page, List<ConsoleExample> examples, List<List<string>> answers)
    {
        var at = 0;
        foreach (var (example, answer) in examples.Zip(answers))
        {
            foreach (var line in page[at..(example.Line + 1)]) yield return line;
            foreach (var line in answer) yield return line;
            at = example.Line + 1 + example.Shown.Count;
        }

        foreach (var line in page[at..]) yield return line;
    }
}
