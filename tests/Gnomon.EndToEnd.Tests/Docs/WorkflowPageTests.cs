using System.Text.Json;
using System.Text.RegularExpressions;
using Gnomon.EndToEnd.Tests.Cli;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Docs;

/// <summary>Runs the files that docs/workflows.md shows.</summary>
public sealed partial class WorkflowPageTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    [Fact]
    public async Task Every_file_on_the_page_runs_to_its_end()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", "workflows.md"), cancellation);
        var files = Example().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(files);
        foreach (var text in files)
        {
            var file = Path.Combine(Path.GetTempPath(), $"gnomon-{Guid.NewGuid():N}.yaml");
            await File.WriteAllTextAsync(file, text, cancellation);
            var run = await server.CallAsync("workflow", "run", file, "--wait", "--json");
            File.Delete(file);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal("succeeded", JsonElement.Parse(run.Output).GetProperty("state").GetString());
        }
    }

    [GeneratedRegex(@"^```yaml\r?\n(.+?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
