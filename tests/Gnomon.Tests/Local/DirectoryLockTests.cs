using Gnomon.Local;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Local;

public class DirectoryLockTests
{
    [Fact]
    public async Task Second_owner_is_told_who_has_the_folder_and_how_to_reach_it()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions { Directory = folder.Path, ServerUrl = "http://127.0.0.1:1234" };
        await using var first = new LocalStore(options, TimeProvider.System);
        await first.InitializeAsync(default);
        await using var second = new LocalStore(options, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => second.InitializeAsync(default));
        Assert.Equal(StoreProblem.Owned, refusal.Problem);
        Assert.Contains($"process {Environment.ProcessId}", refusal.Message);
        Assert.Contains("--server http://127.0.0.1:1234", refusal.Message);
    }

    [Fact]
    public async Task Closed_store_gives_the_folder_up()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions { Directory = folder.Path };
        await using (var first = new LocalStore(options, TimeProvider.System)) await first.InitializeAsync(default);
        await using var second = new LocalStore(options, TimeProvider.System);
        var description = await second.InitializeAsync(default);
        Assert.Equal("local", description.Engine);
    }

    [Fact]
    public async Task Path_that_cannot_be_a_folder_is_refused_as_such()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "");
        await using var store = new LocalStore(
            new LocalStoreOptions { Directory = folder["file"] }, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.InitializeAsync(default));
        Assert.Equal(StoreProblem.Inaccessible, refusal.Problem);
        Assert.Contains(folder["file"], refusal.Message);
    }
}
