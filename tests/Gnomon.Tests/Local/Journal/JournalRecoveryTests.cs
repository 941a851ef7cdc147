using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Local.Journal;

public class JournalRecoveryTests
{
    [Fact]
    public async Task Sample_holds_every_kind_of_record()
    {
        using var folder = new TemporaryFolder();
        await JournalSample.WriteAsync(folder.Path);
        var report = LocalStore.Verify(folder.Path);
        // Older programs wrote removals without their instant.
        var written = Enum.GetValues<RecordKind>().Where(kind => kind != RecordKind.ScheduleRemoved);
        Assert.Equal(written.Select(kind => kind.ToString()).Order(), report.Records.Keys.Order());
        Assert.Equal(0, report.TornBytes);
        Assert.True(report.Files > 1, "the sample must span files");
    }

    [Fact]
    public async Task Cut_at_every_byte_of_the_last_file_opens_to_exactly_the_whole_groups()
    {
        using var folder = new TemporaryFolder();
        await JournalSample.WriteAsync(folder.Path);
        var last = JournalSample.LastFile(folder.Path);
        var whole = await File.ReadAllBytesAsync(last);
        var ends = FrameEnds(whole, JournalFiles.Segments(folder.Path)[^1]);
        var states = new Dictionary<int, string>();
        foreach (var end in ends) states[end] = await OpenCutAsync(folder.Path, last, whole.AsMemory(0, end));

        for (var length = 0; length <= whole.Length; length++)
        {
            // Below the first frame the file holds nothing, whether its header is whole or not.
            var expected = states[ends.Last(end => end <= length || end == ends[0])];
            Assert.Equal(expected, await OpenCutAsync(folder.Path, last, whole.AsMemory(0, length)));
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    [InlineData(-1)]
    public async Task Tail_of_other_bytes_is_cut_off(int fill)
    {
        using var folder = new TemporaryFolder();
        await JournalSample.WriteAsync(folder.Path);
        var last = JournalSample.LastFile(folder.Path);
        var whole = await File.ReadAllBytesAsync(last);
        var expected = await JournalSample.DescribeAsync(folder.Path);
        // Old data: the beginning of the same file again, whole frames and all.
        var tail = fill < 0 ? whole : [.. Enumerable.Repeat((byte)fill, whole.Length)];
        await File.WriteAllBytesAsync(last, [.. whole, .. tail]);

        Assert.Equal(expected, await JournalSample.DescribeAsync(folder.Path));
        Assert.Equal(whole.Length, LocalStore.Verify(folder.Path).TornBytes);
    }

    [Fact]
    public async Task Opening_a_torn_journal_twice_gives_the_same_and_leaves_no_torn_bytes()
    {
        using var folder = new TemporaryFolder();
        await JournalSample.WriteAsync(folder.Path);
        var last = JournalSample.LastFile(folder.Path);
        var whole = await File.ReadAllBytesAsync(last);
        await File.WriteAllBytesAsync(last, whole[..^5]);
        string first;
        await using (var store = new LocalStore(JournalSample.Options(folder.Path), new FakeTime()))
        {
            await store.InitializeAsync(default);
            first = await JournalSample.DescribeAsync(store);
        }

        Assert.Equal(first, await JournalSample.DescribeAsync(folder.Path));
        Assert.Equal(0, LocalStore.Verify(folder.Path).TornBytes);
    }

    [Fact]
    public async Task Flipped_bit_anywhere_but_in_the_last_group_is_refused_with_file_and_offset()
    {
        using var folder = new TemporaryFolder();
        await JournalSample.WriteAsync(folder.Path);
        var last = JournalSample.LastFile(folder.Path);
        foreach (var file in Directory.GetFiles(folder.Path, "*.journal"))
        {
            var whole = await File.ReadAllBytesAsync(file);
            var number = long.Parse(Path.GetFileNameWithoutExtension(file));
            var ends = FrameEnds(whole, number);
            var end = file == last ? ends[^2] : whole.Length;
            for (var offset = 0; offset < end; offset++)
            {
                var broken = (byte[])whole.Clone();
                broken[offset] ^= (byte)(1 << (offset % 8));
                await File.WriteAllBytesAsync(file, broken);
                var error = Assert.Throws<StoreException>(() => LocalStore.Verify(folder.Path));
                Assert.Equal(StoreProblem.Corrupt, error.Problem);
                Assert.Contains(".journal at offset", error.Message);
            }

            await File.WriteAllBytesAsync(file, whole);
        }
    }

    [Fact]
    public async Task Missing_file_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        await JournalSample.WriteAsync(folder.Path);
        var numbers = JournalFiles.Segments(folder.Path);
        File.Delete(folder[JournalFiles.SegmentName(numbers[0])]);
        var error = Assert.Throws<StoreException>(() => LocalStore.Verify(folder.Path));
        Assert.Contains(JournalFiles.SegmentName(numbers[0]), error.Message);
    }

    [Fact]
    public async Task Damaged_journal_opens_when_salvage_is_asked_for_and_keeps_what_can_be_read()
    {
        using var folder = new TemporaryFolder();
        await JournalSample.WriteAsync(folder.Path);
        var last = JournalSample.LastFile(folder.Path);
        var whole = await File.ReadAllBytesAsync(last);
        var ends = FrameEnds(whole, JournalFiles.Segments(folder.Path)[^1]);
        whole[ends[1] + 40] ^= 1;
        await File.WriteAllBytesAsync(last, whole);
        await using (var refused = new LocalStore(JournalSample.Options(folder.Path), new FakeTime()))
            await Assert.ThrowsAsync<StoreException>(() => refused.InitializeAsync(default));

        await using (var store = new LocalStore(
            JournalSample.Options(folder.Path) with { Salvage = true }, new FakeTime()))
        {
            await store.InitializeAsync(default);
            Assert.NotEmpty((await store.ListJobsAsync(new JobFilter(), null, 10, default)).Items);
        }

        // The damage is gone: what could be read has been written anew.
        Assert.Equal(0, LocalStore.Verify(folder.Path).TornBytes);
    }

    [Fact]
    public async Task A_salvaged_store_that_is_closed_at_once_has_written_anew_what_could_be_read()
    {
        const int Jobs = 5_000;
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions { Directory = folder.Path };
        await using (var store = new LocalStore(options, new FakeTime()))
        {
            await store.InitializeAsync(default);
            for (var i = 0; i < 5; i++)
                await store.EnqueueAsync([.. Enumerable.Range(0, Jobs / 5).Select(_ => Draft())], default);
        }

        var last = JournalSample.LastFile(folder.Path);
        var whole = await File.ReadAllBytesAsync(last);
        whole[FrameEnds(whole, 1)[1] + 40] ^= 1;
        await File.WriteAllBytesAsync(last, whole);
        await using (var store = new LocalStore(options with { Salvage = true }, new FakeTime()))
            await store.InitializeAsync(default);
        var found = LocalStore.Verify(folder.Path);
        Assert.Equal((0L, Jobs * 4L / 5), (found.TornBytes, found.Jobs.Values.Sum()));
    }

    [Fact]
    public async Task Journal_of_a_newer_version_is_refused_as_such()
    {
        using var folder = new TemporaryFolder();
        await JournalSample.WriteAsync(folder.Path);
        var last = JournalSample.LastFile(folder.Path);
        var bytes = await File.ReadAllBytesAsync(last);
        bytes[8] = SegmentHeader.Version + 1;
        BitConverter.TryWriteBytes(bytes.AsSpan(60), Checksum.Of(bytes.AsSpan(0, 60)));
        await File.WriteAllBytesAsync(last, bytes);
        var error = Assert.Throws<StoreException>(() => LocalStore.Verify(folder.Path));
        Assert.Equal(StoreProblem.NewerVersion, error.Problem);
    }

    private static async Task<string> OpenCutAsync(string folder, string last, ReadOnlyMemory<byte> content)
    {
        await File.WriteAllBytesAsync(last, content);
        return await JournalSample.DescribeAsync(folder);
    }

    /// <summary>Where each frame of a file ends; the first entry is the end of the header.</summary>
    private static JobDraft Draft() =>
        new(JobId.New(FakeTime.DefaultStart), new JobSpec { Handler = "h" });

    private static List<int> FrameEnds(byte[] file, long number)
    {
        var ends = new List<int> { SegmentHeader.Size };
        while (Frame.Read(file.AsSpan(ends[^1]), number) is { } frame) ends.Add(ends[^1] + Frame.SizeOf(frame.Payload));
        return ends;
    }
}
