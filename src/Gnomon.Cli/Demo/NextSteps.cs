using Gnomon.Cli.Output;

namespace Gnomon.Cli.Demo;

/// <summary>Says what to try next.</summary>
internal static class NextSteps
{
    public static void Show(Terminal terminal, string server)
    {
        var program = Program();
        var option = server == Serving.ListenAddress.Default ? "" : $" --server {server}";
        terminal.Write("");
        terminal.Write("try next, in another terminal:");
        terminal.Write($"  {program} run add 12 45 --wait{option}");
        terminal.Write($"  {program} run sleepy 60{option}      and then: {program} job cancel ID{option}");
        terminal.Write($"  {program} job list{option}");
        terminal.Write($"  {program} schedule ticks {DemoSchedule.Id}{option}");
        terminal.Write(
            $"  curl -s {server}/v1/jobs -H 'content-type: application/json' "
            + "-d '{\"handler\":\"add\",\"args\":[\"1\",\"2\"],\"delay\":\"5s\"}'");
        terminal.Write($"  curl -s '{server}/v1/jobs/ID/result?wait=30s'");
        terminal.Write($"  curl -s {server}/v1/stats");
        terminal.Write("");
        terminal.Write(
            "serving until Ctrl+C. Kill this process at any moment and start it again: nothing accepted is lost.");
    }

    /// <summary>How the program is called: by its name when the shell finds it, else by its path from here.</summary>
    private static string Program()
    {
        var name = OperatingSystem.IsWindows() ? "gnomon.exe" : "gnomon";
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (folders.Any(folder => File.Exists(Path.Combine(folder, name)))) return "gnomon";
        var beside = Path.Combine(AppContext.BaseDirectory, name);
        if (!File.Exists(beside)) return "gnomon";
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), beside);
        return relative.StartsWith("..", StringComparison.Ordinal) ? beside : relative;
    }
}
