using Gnomon.Api;
using Gnomon.Cli.Files;
using Gnomon.Store;
using Microsoft.Extensions.Logging;

namespace Gnomon.Cli.Serving;

/// <summary>Keeps declared sets of schedules as a file says: puts them again when the content of the file changes. A file
/// that is not finished, not right, or not there leaves the former sets in force; so does one with an older version.
/// <para>What counts is the content, whatever moved, replaced or touched the file. A change is taken up once the content
/// has been the same for <see cref="Quiet"/>: editors and copies write in pieces.</para></summary>
internal sealed partial class ScheduleFileWatch : IAsyncDisposable
{
    /// <summary>How long a changed file must stay the same before it is read.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    /// <summary>How often the file is looked at without a notice of the system, which may be lost, and on some file
    /// systems never comes.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly IGnomonApi _api;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _noticed = new(0, 1);
    private FileSystemWatcher? _watcher;
    private Task _loop = Task.CompletedTask;
    private byte[]? _taken;
    private byte[]? _seen;
    private long _seenAt;
    private bool _isGone;

    public ScheduleFileWatch(string path, IGnomonApi api, TimeProvider time, ILogger logger) =>
        (_path, _api, _time, _logger) = (path, api, time, logger);

    /// <summary>Reads the file for the first time and puts its sets. What is not right about it stops the start; sets
    /// that are refused because another version is stored do not.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read, or a schedule in it cannot be right.</exception>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        _taken = await ReadAsync(cancellation).ConfigureAwait(false);
        var file = ScheduleFile.Parse(_path, _taken).WithoutAlone();
        try
        {
            await PutAsync(file, cancellation).ConfigureAwait(false);
        }
        catch (CommandFailedException refusal) when (refusal.InnerException is ApiException { Status: 409 })
        {
            Refused(_logger, refusal.Message);
        }
    }

    /// <summary>Looks after the file from now on.</summary>
    public void Start()
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
            _watcher = new FileSystemWatcher(folder);
            // An editor may write another file and give it this name, so every name of the folder counts.
            _watcher.Changed += (_, _) => Notice();
            _watcher.Created += (_, _) => Notice();
            _watcher.Renamed += (_, _) => Notice();
            _watcher.Deleted += (_, _) => Notice();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            NotNotified(_logger, _path, LookEvery.TotalSeconds, error.Message);
        }

        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _watcher?.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    /// <summary>Looks at the file once, and puts its sets when it has changed and is quiet.</summary>
    /// <returns>When to look again at the latest.</returns>
    internal async Task<TimeSpan> LookAsync(CancellationToken cancellation)
    {
        byte[] content;
        try
        {
            content = await ReadAsync(cancellation).ConfigureAwait(false);
            _isGone = false;
        }
        catch (CommandFailedException error)
        {
            // Between the two steps of a replacement there may be no file for a moment; then it comes back the same.
            if (!_isGone && File.Exists(_path)) Unreadable(_logger, _path, error.Message);
            else if (!_isGone) Gone(_logger, _path);
            _isGone = true;
            _seen = null;
            return LookEvery;
        }

        if (_taken is not null && content.AsSpan().SequenceEqual(_taken))
        {
            _seen = null;
            return LookEvery;
        }

        if (_seen is null || !content.AsSpan().SequenceEqual(_seen))
        {
            (_seen, _seenAt) = (content, _time.GetTimestamp());
            return Quiet;
        }

        var left = Quiet - _time.GetElapsedTime(_seenAt);
        if (left > TimeSpan.Zero) return left;
        await TakeAsync(content, cancellation).ConfigureAwait(false);
        return LookEvery;
    }

    private async Task TakeAsync(byte[] content, CancellationToken cancellation)
    {
        try
        {
            await PutAsync(ScheduleFile.Parse(_path, content).WithoutAlone(), cancellation).ConfigureAwait(false);
        }
        catch (CommandFailedException refusal)
        {
            Refused(_logger, refusal.Message);
        }
        catch (Exception error) when (error is ApiException or StoreException)
        {
            // The store could not serve; the content counts as not seen.
            Delayed(_logger, _path, error.Message);
            _seen = null;
            return;
        }

        (_taken, _seen) = (content, null);
    }

    private async Task PutAsync(ScheduleFile file, CancellationToken cancellation)
    {
        // A set further down that cannot be right must not leave the ones above it changed.
        await file.PutSetsAsync(_api, dryRun: true, cancellation).ConfigureAwait(false);
        foreach (var change in await file.PutSetsAsync(_api, dryRun: false, cancellation).ConfigureAwait(false))
            Applied(_logger, change.Set.Set, change.Set.Version, _path, Describe(change));
    }

    private static string Describe(SetChangeDocument change) => change.Outcome == "unchanged"
        ? "unchanged"
        : $"{change.Added.Count} added, {change.Changed.Count} changed, {change.Removed.Count} removed, "
            + $"{change.Unchanged.Count} unchanged";

    private async Task RunAsync()
    {
        var wait = LookEvery;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(wait).ConfigureAwait(false);
                wait = await LookAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Delayed(_logger, _path, error.ToString());
                wait = LookEvery;
            }
        }
    }

    /// <summary>Waits until something happens in the folder, at most so long.</summary>
    private async Task WaitAsync(TimeSpan most)
    {
        using var patience = new CancellationTokenSource(most, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _closing.Token);
        try
        {
            await _noticed.WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_closing.IsCancellationRequested)
        {
            // Time to look anyway.
        }
    }

    private void Notice()
    {
        try
        {
            if (_noticed.CurrentCount == 0) _noticed.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another notice was quicker; one is enough.
        }
    }

    private Task<byte[]> ReadAsync(CancellationToken cancellation) =>
        Options.InputFile.ReadAsync("--schedules", _path, cancellation);
}
