using Gnomon.Local.Journal;
using Xunit;

namespace Gnomon.Tests.Local.Journal;

public class JournalFilesTests
{
    /// <summary>A file system in memory, which refuses what is larger than itself at once. Others set aside all that is
    /// free before they refuse: for a moment the disk would be full for everybody.</summary>
    private const string MemoryFolder = "/dev/shm";

    [Fact]
    public void File_larger_than_the_disk_counts_as_a_full_disk()
    {
        Assert.SkipUnless(
            Directory.Exists(MemoryFolder) && new DriveInfo(MemoryFolder) is { DriveFormat: "tmpfs", TotalSize: > 0 },
            $"{MemoryFolder} is no file system in memory");
        var path = Path.Combine(MemoryFolder, $"gnomon-test-{Guid.NewGuid():N}");
        try
        {
            var size = new DriveInfo(MemoryFolder).TotalSize + (1L << 30);
            var error = Assert.ThrowsAny<IOException>(() => new JournalFiles().Create(path, size).Dispose());
            Assert.True(JournalFiles.IsFull(error), $"{error.HResult:X8} {error.Message}");
            Assert.Contains(path, error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void File_that_is_made_in_place_of_another_is_empty()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["old"], [1, 2, 3]);
        new JournalFiles().Create(folder["old"], 4096).Dispose();
        Assert.Empty(File.ReadAllBytes(folder["old"]));
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
