using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Local.Journal;

public class JournalReaderTests
{
    [Fact]
    public async Task Damage_of_what_a_later_sync_covered_is_refused_though_the_next_frames_came_before_that_sync()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTime();
        var options = new LocalStoreOptions { Directory = folder.Path, Durability = LocalDurability.Os };
        await using (var store = new LocalStore(options, time))
        {
            await store.InitializeAsync(default);
            for (var job = 1; job <= 6; job++)
            {
                // The store syncs each second: after the first job and after the fifth.
                if (job is 1 or 5) time.Advance(TimeSpan.FromSeconds(2));
                await store.EnqueueAsync([new JobDraft(JobId.New(time), new JobSpec { Handler = "h" })], default);
            }
        }

        var path = folder[JournalFiles.SegmentName(1)];
        var bytes = await File.ReadAllBytesAsync(path);
        var first = Frame.Read(bytes.AsSpan(SegmentHeader.Size), 1)!.Value;
        bytes[SegmentHeader.Size + Frame.SizeOf(first.Payload) + Frame.HeaderSize] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        var refusal = Assert.Throws<StoreException>(() => LocalStore.Verify(folder.Path));
        Assert.Equal(StoreProblem.Corrupt, refusal.Problem);
    }
}
