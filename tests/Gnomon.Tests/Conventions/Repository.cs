using System.Xml.Linq;

namespace Gnomon.Tests.Conventions;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "node_modules", ".git", ".vs", ".idea", "TestResults", "gnomon-data"];

    public static readonly string Root = FindRoot();

    /// <summary>Every C# file that people write, as parsed sources.</summary>
    public static readonly IReadOnlyList<SourceFile> Sources =
        [.. Files("src", "tests", "bench", "samples").Where(path => path.EndsWith(".cs")).Select(SourceFile.Read)];

    public static readonly IReadOnlyList<string> Projects =
        [.. Files("src", "tests", "bench", "samples").Where(path => path.EndsWith(".csproj"))];

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>Files under the given folders, or everywhere, as paths from the root with forward slashes.</summary>
    public static IEnumerable<string> Files(params string[] folders)
    {
        var starts = folders.Length == 0 ? [Root] : folders.Select(folder => Path.Combine(Root, folder));
        return starts.Where(Directory.Exists).SelectMany(Walk)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The names of the projects that a project file references.</summary>
    public static IReadOnlyList<string> References(string project) =>
    [
        .. XDocument.Parse(Text(project)).Descendants("ProjectReference")
            .Select(node => Path.GetFileNameWithoutExtension(node.Attribute("Include")!.Value.Replace('\\', '/')))
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder)
                .Where(child => !Generated.Contains(Path.GetFileName(child)))
                .SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Gnomon.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Gnomon.slnx.");
    }
}
