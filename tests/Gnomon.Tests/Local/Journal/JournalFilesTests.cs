using Gnomon.Local.Journal;

namespace Gnomon.Tests.Local.Journal;

public class JournalFilesTests
{
    [Fact]
    public void File_larger_than_the_disk_counts_as_a_full_disk()
    {
        using var folder = new TemporaryFolder();
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        var error = Assert.ThrowsAny<IOException>(
            () => new JournalFiles().Create(folder["large"], free + (1L << 30)).Dispose());
        Assert.True(JournalFiles.IsFull(error), $"{error.HResult:X8} {error.Message}");
    }

    [Fact]
    public void Other_errors_do_not_count_as_a_full_disk()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsAny<IOException>(
            () => new JournalFiles().Create(Path.Combine(folder["absent"], "file"), 4096).Dispose());
        Assert.False(JournalFiles.IsFull(error));
    }
}
