using System.Text.RegularExpressions;
using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed partial class LayoutTests
{
    private const int MaxFileLines = 400;
    private const int MaxMemberLines = 70;

    /// <summary>Paths that may break a rule of size, each with its reason.</summary>
    private static readonly Dictionary<string, string> TooLong = [];

    /// <summary>Files whose namespace is not their folder, each with its reason.</summary>
    private static readonly Dictionary<string, string> OtherNamespace = new()
    {
        ["src/Gnomon/Hosting/GnomonServices.cs"] = "extensions of IServiceCollection stand where hosts look for them",
    };

    private static readonly string[] Root =
    [
        ".ci", ".editorconfig", ".git", ".gitattributes", ".gitignore", "ARCHITECTURE.md", "BannedSymbols.txt",
        "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Packages.props", "Gnomon.slnx",
        "LICENSE", "README.md", "bench", "docs", "eng", "global.json", "samples", "src", "tests",
    ];

    private static readonly string[] LeftByTools =
        [".idea", ".vs", "BenchmarkDotNet.Artifacts", "TestResults", "gnomon-data"];

    [Fact]
    public void The_source_tree_is_found()
    {
        Assert.Contains(Repository.Sources, source => source.Path == "src/Gnomon/Store/IJobStore.cs");
        Assert.Contains("src/Gnomon/Gnomon.csproj", Repository.Projects);
    }

    [Fact]
    public void Each_file_holds_one_top_level_type_and_has_its_name() => Report.Empty(
        from source in Repository.Sources
        let types = CodeShape.Of(source.Code).Types
        where (source.Name != "Program" || types.Count > 0) && !source.IsProgram
        where types.Count != 1 || source.Name.Split('.')[0] != types[0]
        select $"{source.Path}: declares {(types.Count == 0 ? "no type" : string.Join(", ", types))}");

    [Fact]
    public void No_file_is_longer_than_400_lines() => Report.Empty(
        from source in Repository.Sources
        where source.Lines > MaxFileLines && !TooLong.ContainsKey(source.Path)
        select $"{source.Path}: {source.Lines} lines");

    [Fact]
    public void No_member_is_longer_than_70_lines() => Report.Empty(
        from source in Repository.Sources
        where !TooLong.ContainsKey(source.Path)
        from member in CodeShape.Of(source.Code).Members
        where member.Lines > MaxMemberLines && !member.IsData
        select $"{source.Path}:{member.Line}: {member.Lines} lines");

    [Fact]
    public void Exceptions_name_files_that_exist() =>
        Report.Empty(TooLong.Keys.Concat(OtherNamespace.Keys).Where(path => !Repository.Exists(path)));

    [Fact]
    public void The_namespace_is_the_folder() => Report.Empty(
        from source in Repository.Sources
        where CodeShape.Of(source.Code).Types.Count > 0 && !OtherNamespace.ContainsKey(source.Path) && !source.IsProgram
        let folder = string.Join('.', source.Path.Split('/')[1..^1])
        let declared = FileScopedNamespace().Match(source.Code).Groups[1].Value
        where declared != folder
        select $"{source.Path}: namespace '{declared}', folder {folder}");

    [Fact]
    public void No_file_has_regions() => Report.Empty(
        from source in Repository.Sources where Region().IsMatch(source.Code) select source.Path);

    [Fact]
    public void No_name_ends_in_a_word_that_says_nothing()
    {
        var types = from source in Repository.Sources
                    from type in CodeShape.Of(source.Code).Types
                    where EmptyWord().IsMatch(type)
                    select $"{source.Path}: type {type}";
        var paths = from path in Repository.Files("src", "tests", "bench", "samples", "docs", "eng")
                    from part in path.Split('/')
                    where EmptyWord().IsMatch(part.Split('.')[0]) || EmptyWord().IsMatch(part)
                    select $"{path}: {part}";
        Report.Empty(types.Concat(paths));
    }

    [Fact]
    public void The_root_holds_only_what_is_listed() => Report.Empty(
        Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path)!)
            .Except(Root).Except(LeftByTools).Where(name => !name.EndsWith(".user", StringComparison.Ordinal)));

    [Fact]
    public void No_file_names_a_machine_path_or_a_package_registry()
    {
        // Put together here, so that this file does not name them either.
        string[] marks =
        [
            "/wo" + "rk/", "/ho" + "me/", "/Use" + "rs/", "\\Use" + "rs\\", "/root" + "/", "nuget" + ".org",
            "arti" + "factory", "registry" + ".npmjs", "pypi" + ".org", "proxy.golang" + ".org",
        ];
        Report.Empty(
            from path in Repository.Files()
            where !path.EndsWith(".user", StringComparison.Ordinal)
            let text = Repository.Text(path)
            from mark in marks
            where text.Contains(mark, StringComparison.OrdinalIgnoreCase)
            select $"{path}: {mark}");
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex FileScopedNamespace();

    [GeneratedRegex(@"^\s*#\s*(end)?region", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex("(Utils?|Helpers?|Managers?|Common|Misc|Base|Impl)$")]
    private static partial Regex EmptyWord();
}
