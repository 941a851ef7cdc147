using Gnomon.Local.Journal;
using Microsoft.Win32.SafeHandles;

namespace Gnomon.Tests.Local.Journal;

/// <summary>A disk of which one operation fails, by its number.</summary>
internal sealed class FaultyFiles(int failAt, bool writesHalf = false) : JournalFiles
{
    private int _operations;

    /// <summary>Whether the operation that was to fail has come.</summary>
    public bool Failed => Volatile.Read(ref _operations) >= failAt;

    public override SafeFileHandle Create(string path, long bytes)
    {
        Step();
        return base.Create(path, bytes);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (writesHalf && _operations + 1 == failAt) base.Write(file, bytes[..(bytes.Length / 2)], offset);
        Step();
        base.Write(file, bytes, offset);
    }

    public override void Sync(SafeFileHandle file)
    {
        Step();
        base.Sync(file);
    }

    public override void Rename(string from, string to)
    {
        Step();
        base.Rename(from, to);
    }

    public override void SyncDirectory(string directory)
    {
        Step();
        base.SyncDirectory(directory);
    }

    private void Step()
    {
        if (Interlocked.Increment(ref _operations) == failAt) throw new IOException("the disk fails here");
    }
}
