using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Gnomon.Jobs;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Executables;

/// <summary>Makes each executable file directly in a folder a handler of the file's name. Files that come and go are
/// noticed without a restart: each look-up asks the file system.</summary>
/// <remarks>A file counts when its name is a legal handler name (<see cref="JobRules.CheckHandlerName"/>), it has an
/// execute bit (on Windows: when it ends in <c>.exe</c>), and it lies in the folder after all links are followed.
/// Subfolders are not searched. The executables run with the folder as their working directory.</remarks>
public sealed partial class TaskFolder : IHandlerSource
{
    private static readonly TimeSpan NamesAge = TimeSpan.FromSeconds(1);

    private readonly string _realPath;
    private readonly ExecutableOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly Lock _listing = new();
    private string[]? _names;
    private long _listedAt;
    private bool _unreadable;

    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder; a relative path starts at the current directory.</param>
    /// <param name="options">How its executables run; null means the defaults.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of files that are refused and of processes that had to be ended.</param>
    /// <exception cref="TaskFolderException">The folder does not exist or cannot be read.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public TaskFolder(string path, ExecutableOptions? options, TimeProvider time, ILogger<TaskFolder> logger)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        _options = options ?? new ExecutableOptions();
        _options.Validate();
        _time = time;
        _logger = logger;
        FullPath = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (File.Exists(FullPath)) throw new TaskFolderException(FullPath, "is a file; a folder is needed");
        if (!Directory.Exists(FullPath)) throw new TaskFolderException(FullPath, "does not exist");
        _realPath = FileLinks.Resolve(FullPath)
            ?? throw new TaskFolderException(FullPath, "cannot be resolved to a real path");
        try
        {
            (_names, _listedAt) = (List(), time.GetTimestamp());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TaskFolderException(FullPath, $"cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>The folder's full path.</summary>
    public string FullPath { get; }

    /// <summary>The names of the executables at this moment, sorted; the answer may be a second old. Empty while the
    /// folder cannot be read.</summary>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (_listing)
            {
                if (_names is null || _time.GetElapsedTime(_listedAt) >= NamesAge)
                    (_names, _listedAt) = (ListOrNone_NeedsLock(), _time.GetTimestamp());
                return _names;
            }
        }
    }

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out JobDelegate? handler)
    {
        handler = null;
        if (!IsHandlerName(name)) return false;
        var file = System.IO.Path.Combine(FullPath, name);
        if (!Accepts(file, name)) return false;
        handler = new ExecutableRunner(file, FullPath, _options, _time, _logger).RunAsync;
        return true;
    }

    private string[] ListOrNone_NeedsLock()
    {
        try
        {
            var names = List();
            _unreadable = false;
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_unreadable) LogFolderUnreadable(FullPath, e.Message);
            _unreadable = true;
            return [];
        }
    }

    private string[] List()
    {
        var names = new List<string>();
        foreach (var file in Directory.EnumerateFileSystemEntries(FullPath))
        {
            var name = System.IO.Path.GetFileName(file);
            if (name.StartsWith('.')) continue;
            if (!IsHandlerName(name))
            {
                if (IsExecutable(file)) Refuse(name, "its name is not a handler name");
                continue;
            }

            if (Accepts(file, name)) names.Add(name);
        }

        names.Sort(StringComparer.Ordinal);
        return [.. names];
    }

    private bool Accepts(string file, string name)
    {
        if (!IsExecutable(file)) return false;
        var real = FileLinks.Resolve(file);
        if (real is null) return false;
        if (!IsInside(real))
        {
            Refuse(name, $"it is a link to {real}, outside the folder");
            return false;
        }

        _refused.TryRemove(name, out _);
        return true;
    }

    private bool IsInside(string real) =>
        real.Length > _realPath.Length + 1
        && real.StartsWith(_realPath, StringComparison.Ordinal)
        && (real[_realPath.Length] == System.IO.Path.DirectorySeparatorChar
            || _realPath[^1] == System.IO.Path.DirectorySeparatorChar);

    /// <summary>Logs each refusal once, and again when its reason changes.</summary>
    private void Refuse(string name, string reason)
    {
        if (_refused.TryGetValue(name, out var known) && known == reason) return;
        _refused[name] = reason;
        LogFileRefused(name, FullPath, reason);
    }

    private static bool IsHandlerName(string name)
    {
        try
        {
            JobRules.CheckHandlerName("handler", name);
            // A colon is legal in a handler name, but opens an alternate stream on Windows.
            return !OperatingSystem.IsWindows() || !name.Contains(':', StringComparison.Ordinal);
        }
        catch (InvalidJobException)
        {
            return false;
        }
    }

    /// <summary>Whether the file, or what it links to, is a plain file that somebody may execute.</summary>
    private static bool IsExecutable(string file)
    {
        // True for plain files and links to them; false for folders, links to nowhere and what we may not look at.
        if (!File.Exists(file)) return false;
        if (OperatingSystem.IsWindows()) return file.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            return (File.GetUnixFileMode(file) & Execute) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
