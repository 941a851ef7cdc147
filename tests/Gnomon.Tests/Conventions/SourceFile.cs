namespace Gnomon.Tests.Conventions;

/// <summary>One C# file.</summary>
/// <param name="Path">From the root, with forward slashes.</param>
/// <param name="Text">As written.</param>
/// <param name="Code">The same with comments and literals blanked; lines and columns agree with the text.</param>
internal sealed record SourceFile(string Path, string Text, string Code)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsShipped => Path.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>Whether the file is a whole program by itself, run with <c>dotnet run FILE</c>: such a file holds its types
    /// too, and belongs to no project.</summary>
    public bool IsProgram => Path.StartsWith("samples/", StringComparison.Ordinal)
        && Text.Contains("\n#:project ", StringComparison.Ordinal);

    /// <summary>The folder of the core that the file is in (<c>Store</c>), or null outside the core.</summary>
    public string? Area => Path.Split('/') is ["src", "Gnomon", var area, _, ..] ? area : null;

    public int Lines => Text.Split('\n').Length - (Text.EndsWith('\n') ? 1 : 0);

    public static SourceFile Read(string path)
    {
        var text = Repository.Text(path);
        return new SourceFile(path, text, CodeText.Blank(text));
    }
}
