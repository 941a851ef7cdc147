using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

/// <summary>A running <c>gnomon server --schedules FILE</c> whose file changes.</summary>
public sealed class ServerSchedulesTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gnomon-live-").FullName;
    private readonly string _url = $"http://127.0.0.1:{ServerProcess.FreePort()}";
    private readonly HttpClient _client = new();
    private Process? _server;
    private StreamReader? _events;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder, "sets.yaml");

    public async ValueTask InitializeAsync()
    {
        await WriteAsync(Text(1, ("first", "0 1 * * *"), ("second", "0 2 * * *")));
        _server = ProgramRun.Start("server", "--store", "local:", "--listen", _url, "--schedules", FilePath);
        Assert.Equal(
            $"listening on {_url} (this machine only)", await _server.StandardOutput.ReadLineAsync(Cancellation));
        _events = new StreamReader(await _client.GetStreamAsync($"{_url}/v1/events?kind=reloaded", Cancellation));
        // The comment at the beginning says that events are told from now on.
        await _events.ReadLineAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _events?.Dispose();
        _client.Dispose();
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_changed_file_is_adopted_and_a_broken_one_is_refused_with_the_old_set_standing()
    {
        Assert.Equal("first 0 1 * * *, second 0 2 * * *", await SchedulesAsync());

        await WriteAsync(Text(2, ("first", "0 3 * * *"), ("third", "0 4 * * *")));
        Assert.Equal(("app", 2L), await ReloadedAsync());
        Assert.Equal("first 0 3 * * *, third 0 4 * * *", await SchedulesAsync());

        foreach (var (broken, told) in new[]
        {
            (Text(3, ("first", "0 5 * * *"), ("third", "0 99 * * *")), "sets.yaml, line 9, column 22: schedule 'third': trigger.cron"),
            (Text(3, ("first", "0 5 * * *"))[..30], "schedules is missing"),
            (Text(1, ("first", "0 5 * * *")), "older than the stored version 2"),
        })
        {
            await WriteAsync(broken);
            Assert.Contains(told, await RefusalAsync(), StringComparison.Ordinal);
            Assert.Equal("first 0 3 * * *, third 0 4 * * *", await SchedulesAsync());
        }

        await WriteAsync(Text(4, ("first", "0 6 * * *")));
        Assert.Equal(("app", 4L), await ReloadedAsync());
        Assert.Equal("first 0 6 * * *", await SchedulesAsync());
    }

    private static string Text(int version, params (string Id, string Cron)[] schedules) =>
        $"set: app\nversion: {version}\nschedules:\n" + string.Concat(schedules.Select(
            schedule => $"  - id: {schedule.Id}\n    handler: join\n    trigger: {{ cron: \"{schedule.Cron}\" }}\n"));

    private Task WriteAsync(string text) => File.WriteAllTextAsync(FilePath, text, Cancellation);

    private async Task<(string? Set, long Version)> ReloadedAsync()
    {
        while (true)
        {
            var line = await _events!.ReadLineAsync(Cancellation) ?? throw new InvalidOperationException("no events");
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var told = JsonElement.Parse(line["data: ".Length..]);
            return (told.GetProperty("scheduleSet").GetString(), told.GetProperty("version").GetInt64());
        }
    }

    /// <summary>What the server logs next of a file that it refuses.</summary>
    private async Task<string> RefusalAsync()
    {
        while (true)
        {
            var line = await _server!.StandardError.ReadLineAsync(Cancellation)
                ?? throw new InvalidOperationException("the server has ended");
            if (line.Contains("5001", StringComparison.Ordinal)) return line;
        }
    }

    private async Task<string> SchedulesAsync()
    {
        var run = await ProgramRun.OfAsync("schedule", "list", "--json", "--server", _url);
        Assert.True(run.ExitCode == 0, run.Error);
        return string.Join(", ", JsonElement.Parse(run.Output).GetProperty("items").EnumerateArray().Select(one =>
            $"{one.GetProperty("id").GetString()} {one.GetProperty("trigger").GetProperty("cron").GetString()}"));
    }
}
