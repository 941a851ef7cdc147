namespace Gnomon.Cli.Demo;

/// <summary>Where a demo stores when nobody says where. One that goes on serving uses a folder that the next one finds
/// again, so that it can be killed and started once more with nothing lost; one that ends by itself leaves nothing.
/// </summary>
internal static class DemoStore
{
    public static string Url(bool once)
    {
        if (once) return "local:";

        // One folder for each user: of those that share the machine none meets the files of another.
        var folder = Path.Combine(Path.GetTempPath(), $"gnomon-demo-{Environment.UserName}");
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"local:{folder}";
    }
}
