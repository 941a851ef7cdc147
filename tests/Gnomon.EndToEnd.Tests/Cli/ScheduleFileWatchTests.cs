using System.Text;
using Gnomon.Api;
using Gnomon.Cli;
using Gnomon.Cli.Files;
using Gnomon.Cli.Serving;
using Gnomon.Local;
using Gnomon.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class ScheduleFileWatchTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gnomon-sets-").FullName;
    private readonly FakeTime _time = new();
    private LocalStore? _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder, "sets.yaml");

    private StoreApi Api => new(_store!.Parts, _time);

    public async ValueTask InitializeAsync()
    {
        _store = new LocalStore(new LocalStoreOptions(), _time);
        await _store.InitializeAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_changed_file_is_taken_once_it_is_quiet_and_a_bad_old_or_missing_one_never()
    {
        await File.WriteAllTextAsync(FilePath, Text(1, "0 1 * * *"), Cancellation);
        var watch = new ScheduleFileWatch(FilePath, Api, _time, NullLogger.Instance);
        await watch.BeginAsync(Cancellation);
        Assert.Equal(1, await VersionAsync());
        await File.WriteAllTextAsync(FilePath, Text(2, "0 2 * * *"), Cancellation);
        Assert.Equal(ScheduleFileWatch.Quiet, await watch.LookAsync(Cancellation));
        await watch.LookAsync(Cancellation);
        Assert.Equal(1, await VersionAsync());
        _time.Advance(ScheduleFileWatch.Quiet);
        await watch.LookAsync(Cancellation);
        Assert.Equal(2, await VersionAsync());
        foreach (var bad in new[] { Text(3, "99 2 * * *"), Text(1, "0 5 * * *"), Text(3, "0 1 * * *")[..20], "" })
        {
            await File.WriteAllTextAsync(FilePath, bad, Cancellation);
            await TakeAsync(watch);
            Assert.Equal(2, await VersionAsync());
        }

        File.Delete(FilePath);
        await TakeAsync(watch);
        Assert.Equal(2, await VersionAsync());
        await File.WriteAllTextAsync(FilePath, Text(4, "0 4 * * *"), Cancellation);
        await TakeAsync(watch);
        Assert.Equal(4, await VersionAsync());
        await watch.DisposeAsync();
    }

    [Fact]
    public async Task A_bad_expression_is_told_with_file_line_column_schedule_and_member()
    {
        var file = ScheduleFile.Parse("sets.yaml", Encoding.UTF8.GetBytes(Text(1, "0 25 * * *")));
        var refusal = await Assert.ThrowsAsync<CommandFailedException>(() => file.PutSetsAsync(Api, false, Cancellation));
        Assert.StartsWith(
            "sets.yaml, line 6, column 21: schedule 'a': trigger.cron: ", refusal.Message, StringComparison.Ordinal);
        var without = Assert.Throws<CommandFailedException>(() => ScheduleFile.Parse("f.yaml", "set: x\nschedules: []"u8.ToArray()));
        Assert.Contains("version: 1", without.Message);
    }

    [Fact]
    public async Task Export_applied_elsewhere_exports_the_same_text()
    {
        var file = ScheduleFile.Parse("f", Encoding.UTF8.GetBytes(Text(3, "0 1 * * *")));
        await ScheduleApply.RunAsync(Api, file, dryRun: false, Cancellation);
        await Api.PutScheduleAsync(
            "alone", new ScheduleDocument { Trigger = new TriggerDocument { Every = "5m" }, Handler = "h" }, null, Cancellation);
        var first = await ExportAsync(Api);
        await using var other = new LocalStore(new LocalStoreOptions(), _time);
        await other.InitializeAsync(Cancellation);
        var api = new StoreApi(other.Parts, _time);
        await ScheduleApply.RunAsync(api, ScheduleFile.Parse("f", Encoding.UTF8.GetBytes(first)), false, Cancellation);
        Assert.Equal(first, await ExportAsync(api));
        var again = await ScheduleApply.RunAsync(
            api, ScheduleFile.Parse("f", Encoding.UTF8.GetBytes(first)), false, Cancellation);
        Assert.Equal(("unchanged", "alone"), (again.Sets[0].Outcome, Assert.Single(again.Unchanged)));
    }

    private static async Task<string> ExportAsync(StoreApi api) => YamlText.Write(
        ScheduleExport.ToJson(await ScheduleExport.GatherAsync(api, null, Cancellation)));

    private static string Text(int version, string cron) =>
        $"set: app\nversion: {version}\nschedules:\n  - id: a\n    handler: h\n    trigger: {{cron: \"{cron}\"}}\n    args: [\"x: y\", \"1\"]\n";

    private async Task TakeAsync(ScheduleFileWatch watch)
    {
        await watch.LookAsync(Cancellation);
        _time.Advance(ScheduleFileWatch.Quiet);
        await watch.LookAsync(Cancellation);
    }

    private async Task<long> VersionAsync() => (await Api.GetScheduleSetAsync("app", Cancellation)).Version;
}
