using System.Reflection;
using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed class PublicApiTests
{
    /// <summary>Set to 1, the test accepts what the assemblies offer now and rewrites the files.</summary>
    private const string Accept = "GNOMON_ACCEPT_API";

    private const string Folder = "tests/Gnomon.Tests/Conventions/PublicApi";

    public static TheoryData<string> Names => [.. PublicApi.Assemblies.Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_assembly_offers_is_what_was_reviewed(string name)
    {
        var path = Path.Combine(Repository.Root, Folder, $"{name}.txt");
        var offered = PublicApi.Describe(PublicApi.Assemblies.Single(assembly => assembly.GetName().Name == name));
        if (Environment.GetEnvironmentVariable(Accept) == "1") Write(path, offered);
        Assert.True(File.Exists(path), $"{path} is missing; run this test with {Accept}=1 and review the file.");
        var (now, before) = (offered.Split('\n'), File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n'));
        Report.Empty(
            now.Except(before).Select(line => $"+ {line}").Concat(before.Except(now).Select(line => $"- {line}")));
        Assert.Equal(before, now);
    }

    [Fact]
    public void Every_library_has_its_text() => Assert.Equal(
        Repository.Projects.Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).Where(name => name != "Gnomon.Cli").Order(),
        PublicApi.Assemblies.Select(assembly => assembly.GetName().Name).Order());

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
