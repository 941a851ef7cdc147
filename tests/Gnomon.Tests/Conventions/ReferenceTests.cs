using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed partial class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Gnomon"] = [],
        ["Gnomon.Wire"] = [],
        ["Gnomon.Http"] = ["Gnomon"],
        ["Gnomon.Testing"] = ["Gnomon"],
    };

    private static readonly string[] ForEngines = ["Gnomon", "Gnomon.Wire"];

    private static readonly string[] Model = ["Jobs", "Triggers", "Retries"];

    /// <summary>What each folder of the core may name besides itself. Hosting puts the parts together.</summary>
    private static readonly Dictionary<string, string[]> Areas = new()
    {
        ["Jobs"] = Model,
        ["Triggers"] = Model,
        ["Retries"] = Model,
        ["Store"] = Model,
        ["Workflows"] = [.. Model, "Store"],
        ["Codecs"] = [.. Model, "Store"],
        ["Local"] = [.. Model, "Store", "Codecs"],
        ["Telemetry"] = [.. Model, "Store"],
        ["Workers"] = [.. Model, "Store", "Telemetry"],
        ["Broadcasts"] = [.. Model, "Store"],
        ["Scheduling"] = [.. Model, "Store", "Telemetry", "Workers", "Broadcasts"],
        ["Executables"] = [.. Model, "Workers"],
        ["WebCalls"] = [.. Model, "Workers"],
        ["Client"] = [.. Model, "Workflows", "Store", "Workers", "Broadcasts"],
        ["Api"] = [.. Model, "Workflows", "Store", "Workers", "Client", "Broadcasts"],
        ["Hosting"] =
        [
            .. Model, "Workflows", "Store", "Local", "Telemetry", "Workers", "Scheduling", "Executables", "WebCalls",
            "Client", "Api", "Broadcasts",
        ],
    };

    private static IEnumerable<string> Shipped => Repository.Projects.Where(path => path.StartsWith("src/"));

    [Fact]
    public void Projects_reference_only_what_the_layout_allows() => Report.Empty(
        from project in Shipped
        let name = Path.GetFileNameWithoutExtension(project)
        where name != "Gnomon.Cli"
        from reference in Repository.References(project)
        where !Allowed.GetValueOrDefault(name, ForEngines).Contains(reference)
        select $"{name} references {reference}");

    [Fact]
    public void The_program_does_not_reference_test_support() =>
        Assert.DoesNotContain("Gnomon.Testing", Repository.References("src/Gnomon.Cli/Gnomon.Cli.csproj"));

    [Fact]
    public void The_program_speaks_to_servers_only_through_engines() =>
        Assert.DoesNotContain("Gnomon.Wire", Repository.References("src/Gnomon.Cli/Gnomon.Cli.csproj"));

    [Fact]
    public void The_solution_lists_every_project()
    {
        var listed = XDocument.Parse(Repository.Text("Gnomon.slnx")).Descendants("Project")
            .Select(node => node.Attribute("Path")!.Value.Replace('\\', '/'));
        Assert.Equal(Repository.Projects.Order(), listed.Order());
    }

    [Fact]
    public void The_architecture_names_every_project()
    {
        var map = Repository.Text("ARCHITECTURE.md");
        Report.Empty(
            from project in Repository.Projects
            let folder = Path.GetDirectoryName(project)!.Replace('\\', '/')
            where !map.Contains($"`{folder}`", StringComparison.Ordinal)
            select $"{folder} is not named");
    }

    [Fact]
    public void Projects_declare_no_usings_of_their_own() => Report.Empty(
        Repository.Projects.Where(project => XDocument.Parse(Repository.Text(project)).Descendants("Using").Any()));

    [Fact]
    public void Folders_of_the_core_name_only_what_they_may_know() => Report.Empty(
        from source in Repository.Sources
        where source.Area is not null
        let may = Areas.GetValueOrDefault(source.Area!)
        from named in Named(source)
        where may is null || !may.Contains(named)
        select may is null ? $"{source.Path}: this test does not know the folder {source.Area}"
            : $"{source.Path}: names {named}");

    [Fact]
    public void A_partly_qualified_name_counts_as_naming()
    {
        var source = new SourceFile(
            "src/Gnomon/Workers/X.cs", "", "using Gnomon.Store; class X { Local.LocalStore _a; int Local.Other; }");
        Assert.Equal(["Local", "Store"], Named(source).Order());
    }

    private static IEnumerable<string> Named(SourceFile source)
    {
        var full = FullName().Matches(source.Code).Select(match => match.Groups[1].Value);
        var partly = PartName().Matches(source.Code)
            .Where(match => TypesOf.Contains((match.Groups[1].Value, match.Groups[2].Value)))
            .Select(match => match.Groups[1].Value);
        return full.Concat(partly).Where(Areas.ContainsKey).Where(area => area != source.Area).Distinct();
    }

    private static readonly HashSet<(string Area, string Type)> TypesOf =
    [
        .. from source in Repository.Sources
           where source.Area is not null
           from type in CodeShape.Of(source.Code).Types
           select (source.Area!, type),
    ];

    [GeneratedRegex(@"\bGnomon\.([A-Z]\w*)")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w*)\.([A-Z]\w*)")]
    private static partial Regex PartName();
}
