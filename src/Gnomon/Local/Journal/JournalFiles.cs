using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gnomon.Local.Journal;

/// <summary>The file operations of a journal. Tests replace single ones to make the disk fail.</summary>
internal partial class JournalFiles
{
    private const string SegmentPattern = "*.journal";
    private const int NoSpace = 28;
    private const int NoCode = unchecked((int)0x80131620);

    public static string SegmentName(long number) => $"{number:D10}.journal";

    /// <summary>The name of the file that is kept for when the disk is full.</summary>
    public const string ReserveName = "reserve";

    /// <summary>The numbers of the journal's files, ascending.</summary>
    public static List<long> Segments(string directory)
    {
        var numbers = new List<long>();
        foreach (var path in Directory.EnumerateFiles(directory, SegmentPattern))
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), out var number))
                numbers.Add(number);
        numbers.Sort();
        return numbers;
    }

    /// <summary>Makes an empty file for which <paramref name="bytes"/> are set aside on the disk.</summary>
    /// <exception cref="IOException">There is no space, which <see cref="IsFull"/> recognises, or something else.
    /// </exception>
    public virtual SafeFileHandle Create(string path, long bytes)
    {
        try
        {
            return File.OpenHandle(
                path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, FileOptions.None,
                bytes);
        }
        catch (IOException error) when (error.HResult == NoCode)
        {
            // The runtime gives every error its code but one: that the space could not be set aside.
            throw new IOException(error.Message, NoSpace);
        }
    }

    public virtual SafeFileHandle OpenForAppend(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) =>
        RandomAccess.Write(file, bytes, offset);

    public virtual void Sync(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void Cut(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    public virtual void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Makes names durable: a file that was created or renamed exists after a loss of power only once its
    /// folder is synced.</summary>
    public virtual void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(directory, 0);
        if (descriptor < 0) throw new IOException($"cannot open the folder {directory} to sync it");
        try
        {
            if (Fsync(descriptor) != 0) throw new IOException($"cannot sync the folder {directory}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Whether an error means that the disk, or the quota, is full.</summary>
    public static bool IsFull(IOException error)
    {
        const int quota = 122, windowsDiskFull = unchecked((int)0x80070070);
        return error.HResult is NoSpace or quota or windowsDiskFull;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
