using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Gnomon.Jobs;
using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed partial class DocumentTests
{
    private const int MaxMapLines = 200;

    [Fact]
    public void The_architecture_is_at_most_200_lines() =>
        Assert.InRange(Repository.Text("ARCHITECTURE.md").Split('\n').Length - 1, 1, MaxMapLines);

    [Fact]
    public void Paths_that_the_architecture_names_exist()
    {
        var named = Quoted().Matches(Repository.Text("ARCHITECTURE.md")).Select(match => match.Groups[1].Value)
            .Where(text => PathLike().IsMatch(text)).ToList();
        Assert.Contains("src/Gnomon", named);
        Report.Empty(named.Where(path => !Repository.Exists(path)));
    }

    [Fact]
    public void Decisions_are_numbered_without_gaps_and_have_a_status()
    {
        var records = Records();
        Assert.NotEmpty(records);
        Report.Empty(
            from pair in records.Select((path, index) => (path, number: index + 1))
            where !Path.GetFileName(pair.path).StartsWith($"{pair.number:0000}-", StringComparison.Ordinal)
            select $"{pair.path}: expected number {pair.number:0000}");
        Report.Empty(records.Where(path => !Status().IsMatch(Repository.Text(path))));
    }

    [Fact]
    public void Decisions_are_linked_from_their_index()
    {
        var index = Repository.Text("docs/adr/README.md");
        Report.Empty(Records().Where(path => !index.Contains($"({Path.GetFileName(path)})", StringComparison.Ordinal)));
    }

    [Fact]
    public void Links_between_documents_lead_somewhere() => Report.Empty(
        from path in Repository.Files().Where(path => path.EndsWith(".md", StringComparison.Ordinal))
        from Match match in Link().Matches(Repository.Text(path))
        let target = match.Groups[1].Value
        where !target.Contains("://", StringComparison.Ordinal)
        let full = Path.Combine(Path.GetDirectoryName(path)!, target)
        where !Repository.Exists(full)
        select $"{path}: {target}");

    [Fact]
    public void Links_to_headings_name_one_that_is_there() => Report.Empty(
        from path in Repository.Files().Where(path => path.EndsWith(".md", StringComparison.Ordinal))
        from Match match in HeadingLink().Matches(Repository.Text(path))
        let target = match.Groups[1].Value
        where !target.Contains("://", StringComparison.Ordinal)
        let page = target.Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, target)
        where Repository.Exists(page) && !Anchors(page).Contains(match.Groups[2].Value)
        select $"{path}: {target}#{match.Groups[2].Value}");

    [Fact]
    public void The_code_in_the_readme_is_that_of_the_sample()
    {
        var shown = Snippet().Matches(Repository.Text("README.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(shown);
        var sample = Repository.Text("samples/hello.cs").ReplaceLineEndings("\n");
        Report.Empty(shown.Where(code => !sample.Contains(code.ReplaceLineEndings("\n"), StringComparison.Ordinal)));
    }

    [Fact]
    public void The_drawn_lifecycle_is_the_table_in_code()
    {
        var drawn = Edge().Matches(Repository.Text("docs/lifecycle.md"))
            .Select(match => $"{match.Groups[1].Value} {match.Groups[3].Value} {match.Groups[2].Value}");
        var coded = JobLifecycle.Transitions.Select(row => $"{row.From?.ToString() ?? "[*]"} {row.Cause} {row.To}");
        Assert.Equal(coded.Order(StringComparer.Ordinal), drawn.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_cause_is_told_with_who_may_bring_it_about()
    {
        var page = Repository.Text("docs/lifecycle.md");
        Report.Empty(Enum.GetNames<JobCause>().Where(cause => !page.Contains($"| {cause} |", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_limit_is_listed_with_its_value()
    {
        var listed = LimitRow().Matches(Repository.Text("docs/limits.md"))
            .Select(match => $"{match.Groups[1].Value} = {match.Groups[2].Value}");
        var coded =
            from type in PublicApi.Assemblies.SelectMany(assembly => assembly.GetTypes())
            where type.Name.EndsWith("Limits", StringComparison.Ordinal)
            from field in type.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            select $"{type.Name}.{field.Name} = {Written(field.GetValue(null))}";
        Assert.Equal(coded.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static List<string> Records() =>
        [.. Repository.Files("docs/adr").Where(path => Numbered().IsMatch(Path.GetFileName(path)))];

    /// <summary>The names that a page's headings have in links: lower case, spaces as hyphens, no punctuation.</summary>
    private static IEnumerable<string> Anchors(string page) => Heading().Matches(Repository.Text(page))
        .Select(match => NotInAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string Written(object? value) => value switch
    {
        TimeSpan span when span.TotalHours >= 1 => $"{span.TotalHours.ToString(CultureInfo.InvariantCulture)} h",
        TimeSpan span => $"{span.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s",
        string text => text,
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[\w.-]+(/[\w.-]+)+/?$|^[\w.-]+\.(md|cs|sh|props|slnx|txt|json)$")]
    private static partial Regex PathLike();

    [GeneratedRegex(@"^\d{4}-[a-z0-9-]+\.md$")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^\| Status \| (Proposed|Accepted|Superseded)\b[^|]* \|$", RegexOptions.Multiline)]
    private static partial Regex Status();

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```csharp\r?\n(.+?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"\]\(([^)#\s]*)#([^)\s]+)\)")]
    private static partial Regex HeadingLink();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"^\s*(\[\*\]|\w+) --> (\w+) : (\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Edge();

    [GeneratedRegex(@"^\| `(\w+Limits\.\w+)` \| ([^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex LimitRow();
}
