using System.Collections.Concurrent;
using Gnomon.Local.Journal;
using Microsoft.Win32.SafeHandles;

namespace Gnomon.Tests.Local.Journal;

/// <summary>Counts operations and tells of each before it is done. Syncs are only counted: what the process wrote stays
/// written when no power is cut, and a test should not wait for the disk.</summary>
internal sealed class WatchedFiles : JournalFiles
{
    private readonly int[] _counts = new int[Enum.GetValues<FileOperation>().Length];
    private readonly ConcurrentBag<SafeFileHandle> _opened = [];

    /// <summary>Called on the store's thread with the operation and its number, from 1; may throw.</summary>
    public Action<FileOperation, int>? Before { get; set; }

    /// <summary>Whether a file is still open. Ask when the store is closed.</summary>
    public bool IsAnyOpen => _opened.Any(file => !file.IsClosed);

    public int Count(FileOperation operation) => Volatile.Read(ref _counts[(int)operation]);

    public override SafeFileHandle Create(string path, long bytes)
    {
        Tell(FileOperation.Create);
        return Remember(base.Create(path, bytes));
    }

    public override SafeFileHandle OpenForAppend(string path) => Remember(base.OpenForAppend(path));

    public override void SetAside(SafeFileHandle file, string path, long bytes)
    {
        Tell(FileOperation.SetAside);
        base.SetAside(file, path, bytes);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            Tell(FileOperation.Write);
        }
        catch (TornWriteException)
        {
            base.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw;
        }

        base.Write(file, bytes, offset);
    }

    public override void Sync(SafeFileHandle file) => Tell(FileOperation.Sync);

    public override void Rename(string from, string to)
    {
        Tell(FileOperation.Rename);
        base.Rename(from, to);
    }

    public override void SyncDirectory(string directory) => Tell(FileOperation.SyncDirectory);

    public override void Delete(string path)
    {
        Tell(FileOperation.Delete);
        base.Delete(path);
    }

    private SafeFileHandle Remember(SafeFileHandle file)
    {
        _opened.Add(file);
        return file;
    }

    private void Tell(FileOperation operation)
    {
        var number = Interlocked.Increment(ref _counts[(int)operation]);
        Before?.Invoke(operation, number);
    }
}
