namespace Gnomon.Executables;

/// <summary>A folder cannot serve as a <see cref="TaskFolder"/>.</summary>
/// <param name="path">The folder's full path.</param>
/// <param name="reason">Why not; it completes the sentence "The tasks folder X …".</param>
/// <param name="inner">The cause, if another error is.</param>
public sealed class TaskFolderException(string path, string reason, Exception? inner = null)
    : Exception($"The tasks folder {path} {reason}.", inner)
{
    /// <summary>The folder's full path.</summary>
    public string Path { get; } = path;
}
