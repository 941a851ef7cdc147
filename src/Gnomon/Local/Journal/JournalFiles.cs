using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gnomon.Local.Journal;

/// <summary>The file operations of a journal. Tests replace single ones to make the disk fail.</summary>
internal partial class JournalFiles
{
    private const string SegmentPattern = "*.journal";

    /// <summary>Linux: allocate blocks without changing the file's size.</summary>
    private const int KeepSize = 1;

    /// <summary>A signal came in between; the call is made again.</summary>
    private const int Interrupted = 4;

    /// <summary>Linux: the file system cannot allocate ahead; blocks are then taken as they are written.</summary>
    private const int NotSupported = 95;

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

    /// <summary>Makes an empty file for which <paramref name="bytes"/> are set aside on the disk. What is set aside for
    /// an empty file of that name already stays so: on a full disk it could not be had again.</summary>
    /// <exception cref="IOException">It cannot be made; <see cref="IsFull"/> says whether there is no space.</exception>
    public virtual SafeFileHandle Create(string path, long bytes)
    {
        const FileShare share = FileShare.Read | FileShare.Delete;
        if (!OperatingSystem.IsLinux())
            return File.OpenHandle(
                path, FileMode.Create, FileAccess.ReadWrite, share, FileOptions.None, preallocationSize: bytes);

        // The framework's own preallocation does not say why it failed.
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        try
        {
            if (RandomAccess.GetLength(file) > 0) RandomAccess.SetLength(file, 0);
            Allocate(file, path, bytes);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Sets space aside for an open file, from its beginning, as far as that has not been done.</summary>
    /// <exception cref="IOException">It cannot be done; <see cref="IsFull"/> says whether there is no space.</exception>
    public virtual void SetAside(SafeFileHandle file, string path, long bytes)
    {
        if (OperatingSystem.IsLinux()) Allocate(file, path, bytes);
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
            while (Fsync(descriptor) != 0)
                if (Marshal.GetLastPInvokeError() != Interrupted)
                    throw new IOException($"cannot sync the folder {directory}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Whether an error means that the disk, or the quota, is full.</summary>
    public static bool IsFull(IOException error)
    {
        const int noSpace = 28, quota = 122, windowsDiskFull = unchecked((int)0x80070070);
        return error.HResult is noSpace or quota or windowsDiskFull;
    }

    private static void Allocate(SafeFileHandle file, string path, long bytes)
    {
        while (Allocate(file, KeepSize, 0, bytes) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NotSupported) return;
            if (error != Interrupted)
                throw new IOException(
                    $"cannot set {bytes:N0} bytes aside for {path}: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
