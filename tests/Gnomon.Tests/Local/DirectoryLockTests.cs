using System.Globalization;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Local;

public class DirectoryLockTests
{
    [Fact]
    public async Task Second_store_on_a_folder_is_told_who_has_it_and_where_to_reach_them()
    {
        using var folder = new TemporaryFolder();
        await using var first = Store(folder.Path, "http://127.0.0.1:9595");
        await first.InitializeAsync(default);
        await using var second = Store(folder.Path);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => second.InitializeAsync(default));
        Assert.Equal(StoreProblem.Owned, refusal.Problem);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message);
        Assert.Contains("--server http://127.0.0.1:9595", refusal.Message);
    }

    [Fact]
    public async Task Folder_is_free_when_its_store_is_closed()
    {
        using var folder = new TemporaryFolder();
        await using (var first = Store(folder.Path)) await first.InitializeAsync(default);
        await using var second = Store(folder.Path);
        await second.InitializeAsync(default);
        Assert.Equal(0, (await second.GetStatsAsync(default)).Schedules);
    }

    [Fact]
    public async Task Store_that_was_refused_leaves_the_owners_note_alone_when_it_is_closed()
    {
        using var folder = new TemporaryFolder();
        var newer = folder["0000000001.journal"];
        await File.WriteAllBytesAsync(newer, new byte[4096]);
        await File.WriteAllBytesAsync(folder["0000000002.journal"], new byte[4096]);
        var refused = Store(folder.Path);
        await Assert.ThrowsAsync<StoreException>(() => refused.InitializeAsync(default));
        File.Delete(newer);
        File.Delete(folder["0000000002.journal"]);
        await using var owner = Store(folder.Path, "http://127.0.0.1:1");
        await owner.InitializeAsync(default);
        await refused.DisposeAsync();
        Assert.True(File.Exists(folder["owner"]));
    }

    [Fact]
    public async Task File_in_place_of_the_folder_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["data"], "");
        await RefusedAsInaccessibleAsync(folder["data"]);
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "");
        await RefusedAsInaccessibleAsync(Path.Combine(folder["file"], "data"));
    }

    [Fact]
    public async Task Folder_whose_note_cannot_be_written_is_refused_and_left_unlocked()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["owner"]);
        await RefusedAsInaccessibleAsync(folder.Path);
        Directory.Delete(folder["owner"]);
        using var free = DirectoryLock.Take(folder.Path, null);
        Assert.True(File.Exists(folder["owner"]));
    }

    [Fact]
    public async Task Folder_on_a_full_disk_is_opened_without_a_note()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "the system has no /dev/full");
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["owner"], "/dev/full");
        await using var owner = Store(folder.Path);
        await owner.InitializeAsync(default);
        Assert.False(File.Exists(folder["owner"]));
        await using var second = Store(folder.Path);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => second.InitializeAsync(default));
        Assert.Equal(StoreProblem.Owned, refusal.Problem);
        Assert.Contains("another process", refusal.Message);
    }

    private static async Task RefusedAsInaccessibleAsync(string directory)
    {
        await using var store = Store(directory);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.InitializeAsync(default));
        Assert.Equal(StoreProblem.Inaccessible, refusal.Problem);
        Assert.Contains(directory, refusal.Message);
        Assert.Contains("a folder that this user can write", refusal.Message);
    }

    private static LocalStore Store(string directory, string? url = null) =>
        new(new LocalStoreOptions { Directory = directory, SegmentBytes = 4096, ServerUrl = url }, new FakeTime());
}
