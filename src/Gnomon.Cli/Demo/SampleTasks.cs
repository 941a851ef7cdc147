namespace Gnomon.Cli.Demo;

/// <summary>Finds the folder of the sample tasks: the repository's own, so that whoever edits one sees it, else the
/// copy beside the program.</summary>
internal static class SampleTasks
{
    private const UnixFileMode Execute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="CommandFailedException">There is none.</exception>
    public static string Find()
    {
        foreach (var start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "Gnomon.slnx")))
                    return Path.Combine(folder.FullName, "samples", "tasks");
        var copy = Path.Combine(AppContext.BaseDirectory, "samples", "tasks");
        if (!Directory.Exists(copy))
            throw new CommandFailedException(
                ExitCodes.Usage, $"the sample tasks are neither in a repository here nor in {copy}");
        AllowExecution(copy);
        return copy;
    }

    // Packages do not keep the mode of files.
    private static void AllowExecution(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var mode = File.GetUnixFileMode(file);
            if ((mode & UnixFileMode.UserExecute) == 0) File.SetUnixFileMode(file, mode | Execute);
        }
    }
}
