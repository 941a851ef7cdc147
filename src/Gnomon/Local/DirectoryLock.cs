using System.Globalization;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>Makes one process the owner of a store's folder. The operating system gives the lock up with the process,
/// so a killed owner leaves nothing to clean up.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private const string LockName = "lock";
    private const string OwnerName = "owner";

    private readonly FileStream _lock;
    private readonly string _ownerPath;

    private DirectoryLock(FileStream held, string ownerPath)
    {
        _lock = held;
        _ownerPath = ownerPath;
    }

    /// <summary>Makes the folder if need be and takes the lock.</summary>
    /// <exception cref="StoreException">Another process has it, or the folder cannot be written.</exception>
    public static DirectoryLock Take(string directory, string? serverUrl)
    {
        var ownerPath = Path.Combine(directory, OwnerName);
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(directory);
            var path = Path.Combine(directory, LockName);
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            WriteNote(ownerPath, serverUrl);
            return new DirectoryLock(held, ownerPath);
        }
        catch (Exception error) when (held is not null && (error is IOException or UnauthorizedAccessException))
        {
            // The lock is ours, but the note cannot be written.
            held.Dispose();
            throw Inaccessible(directory, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Inaccessible(directory, error);
        }
        catch (IOException error) when (IsHeld(directory))
        {
            throw Owned(directory, ownerPath, error);
        }
        catch (IOException error)
        {
            throw Inaccessible(directory, error);
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_ownerPath);
        }
        catch (IOException)
        {
            // The note is only for people; the lock is what counts.
        }

        _lock.Dispose();
    }

    private static void WriteNote(string path, string? serverUrl)
    {
        try
        {
            File.WriteAllText(
                path, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{serverUrl}\n"));
        }
        catch (IOException error) when (JournalFiles.IsFull(error))
        {
            // A full disk keeps no store closed whose journal has space. No note is better than a part of one.
            File.Delete(path);
        }
    }

    private static bool IsHeld(string directory)
    {
        try
        {
            using var attempt = new FileStream(
                Path.Combine(directory, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static StoreException Owned(string directory, string ownerPath, IOException error)
    {
        var (process, url) = ReadOwner(ownerPath);
        var owner = process is null ? "another process" : $"process {process}";
        var advice = string.IsNullOrEmpty(url)
            ? "Stop it, or use another folder."
            : $"Talk to it with --server {url}, or use another folder.";
        return new StoreException(
            StoreProblem.Owned, $"The store in {directory} is in use by {owner}. {advice}", error);
    }

    private static (string? Process, string? Url) ReadOwner(string path)
    {
        try
        {
            var lines = File.ReadAllLines(path);
            return (lines.ElementAtOrDefault(0), lines.ElementAtOrDefault(1));
        }
        catch (IOException)
        {
            return (null, null);
        }
    }

    private static StoreException Inaccessible(string directory, Exception error) => new(
        StoreProblem.Inaccessible,
        $"The folder {directory} cannot be used for a store: {error.Message} It must be a folder that this user can "
        + "write.",
        error);
}
