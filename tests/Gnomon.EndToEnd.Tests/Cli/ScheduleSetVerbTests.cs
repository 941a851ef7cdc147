using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class ScheduleSetVerbTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    [Fact]
    public async Task A_file_is_tried_applied_refused_when_older_exported_and_its_set_removed()
    {
        var folder = Directory.CreateTempSubdirectory("gnomon-apply-").FullName;
        try
        {
            var file = Path.Combine(folder, "sets.yaml");
            await WriteAsync(file, 2);
            var tried = await server.CallAsync("schedule", "apply", file, "--dry-run");
            Assert.True(tried.ExitCode == 0, tried.Error);
            Assert.Contains("set verbs version 2: would be stored", tried.Output);
            Assert.Equal(4, (await server.CallAsync("schedule", "get", "one")).ExitCode);
            var applied = await server.CallAsync("schedule", "apply", file);
            Assert.Contains("added: one", applied.Output);
            Assert.Contains("unchanged", (await server.CallAsync("schedule", "apply", file)).Output);
            var exported = await server.CallAsync("schedule", "export", "--set", "verbs");
            Assert.StartsWith("set: verbs\nversion: 2\n", exported.Output, StringComparison.Ordinal);
            await WriteAsync(file, 1);
            var older = await server.CallAsync("schedule", "apply", file);
            Assert.Equal(2, older.ExitCode);
            Assert.Contains("older than the stored version 2", older.OneLine());
            var crontab = Path.Combine(folder, "crontab");
            await File.WriteAllTextAsync(
                crontab, "@daily add 1 2\n* * * * * a | b\n", TestContext.Current.CancellationToken);
            var refused = await server.CallAsync("schedule", "import", "--crontab", crontab, "--zone", "UTC");
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("line 2: needs a shell", refused.Error);
            var imported = await server.CallAsync(
                "schedule", "import", "--crontab", crontab, "--zone", "UTC", "--skip-unfit");
            Assert.True(imported.ExitCode == 0, imported.Error);
            Assert.Contains("added: add", imported.Output);
            Assert.Contains("verbs", (await server.CallAsync("schedule", "sets")).Output);
            Assert.Equal(0, (await server.CallAsync("schedule", "remove-set", "verbs")).ExitCode);
            Assert.Equal(4, (await server.CallAsync("schedule", "get", "one")).ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task WriteAsync(string file, int version) => File.WriteAllTextAsync(
        file, $"set: verbs\nversion: {version}\nschedules:\n  - {{id: one, handler: add, args: [\"1\"], trigger: {{every: 1h}}}}\n",
        TestContext.Current.CancellationToken);
}
