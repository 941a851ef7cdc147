using Gnomon.Codecs;
using Gnomon.Store;
using Microsoft.Win32.SafeHandles;

namespace Gnomon.Local.Journal;

/// <summary>Appends groups of records to the journal's newest file, and begins the next file in time. Space is set
/// aside before it is needed: a file's whole size when it is made, and as much again in reserve. While the reserve
/// cannot be made the journal is <see cref="IsFull"/>, and only work that ends jobs should be written.</summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly JournalFiles _files;
    private readonly int _segmentBytes;
    private readonly bool _fsync;
    private readonly Guid _store;
    private readonly RecordWriter _frame = new(1 << 20);

    private SafeFileHandle _file;
    private long _capacity;
    private long _length;
    private long _sequence;
    private long _durable;
    private uint _chain;
    private bool _hasReserve;
    private bool _unsynced;

    /// <summary>Continues a journal.</summary>
    /// <param name="files">The file operations.</param>
    /// <param name="options">Directory, durability and sizes.</param>
    /// <param name="end">Where it ends at present.</param>
    public JournalWriter(JournalFiles files, LocalStoreOptions options, JournalEnd end)
    {
        _files = files;
        Directory = options.Directory!;
        _segmentBytes = options.SegmentBytes;
        _fsync = options.Durability == LocalDurability.Fsync;
        _store = end.Store;
        (Segment, _length, _sequence, _chain) = (end.Segment, end.Length, end.Sequence, end.Chain);
        _durable = _sequence;
        // Nothing is here yet: the first file is made as any later one.
        if (Segment == 0) _file = Roll(0, beginsCheckpoint: false);
        else _file = Reopen(end.Torn > 0);

        try
        {
            StartFrame();
            TryReserve();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public string Directory { get; }

    /// <summary>The number of the newest file.</summary>
    public long Segment { get; private set; }

    /// <summary>The records of the next group. Give them to the disk with <see cref="Commit"/>.</summary>
    public RecordWriter Records => _frame;

    public bool HasRecords => _frame.Length > Frame.HeaderSize;

    /// <summary>True while no reserve can be made.</summary>
    public bool IsFull => !_hasReserve;

    /// <summary>Bytes written since the journal was opened.</summary>
    public long Appended { get; private set; }

    /// <summary>Whether the group can grow by so many bytes and still be written without a new file.</summary>
    public bool HasRoom(long bytes) => _length + _frame.Length + bytes + 8 <= _capacity;

    /// <summary>Begins a new file, if need be, so that a group of so many bytes fits. There must be no records waiting.
    /// </summary>
    /// <exception cref="StoreException">The disk is full.</exception>
    public void EnsureRoom(long bytes)
    {
        if (HasRoom(bytes)) return;
        Follow(bytes, beginsCheckpoint: false);
        TryReserve();
    }

    /// <summary>Begins a new file whose first record will begin a checkpoint.</summary>
    /// <exception cref="StoreException">The disk is full.</exception>
    public void BeginCheckpointFile()
    {
        Follow(0, beginsCheckpoint: true);
        TryReserve();
    }

    /// <summary>Writes the group and, if the store promises that, waits until it is on the disk.</summary>
    public void Commit()
    {
        var payload = _frame.Length - Frame.HeaderSize;
        var size = Frame.SizeOf(payload);
        while (_frame.Length < size) _frame.Byte(0);
        _chain = Frame.Seal(_frame.Written, payload, Segment, ++_sequence, _durable, _chain);
        _files.Write(_file, _frame.Written, _length);
        _length += size;
        Appended += size;
        _unsynced = true;
        if (_fsync) Sync();
        StartFrame();
    }

    /// <summary>Waits until everything written is on the disk.</summary>
    public void Sync()
    {
        if (!_unsynced) return;
        _files.Sync(_file);
        _durable = _sequence;
        _unsynced = false;
    }

    /// <summary>Removes the files before <paramref name="segment"/>: a checkpoint has made them needless.</summary>
    public void DropBefore(long segment)
    {
        foreach (var number in JournalFiles.Segments(Directory))
            if (number < segment)
                _files.Delete(Path.Combine(Directory, JournalFiles.SegmentName(number)));
        _files.SyncDirectory(Directory);
        TryReserve();
    }

    /// <summary>Tries again to set space aside.</summary>
    public void TryReserve()
    {
        if (_hasReserve) return;
        var path = Path.Combine(Directory, JournalFiles.ReserveName);
        try
        {
            _files.Create(path, _segmentBytes).Dispose();
            _hasReserve = true;
        }
        catch (IOException error) when (JournalFiles.IsFull(error))
        {
            File.Delete(path);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
    }

    private void StartFrame()
    {
        _frame.Clear();
        Span<byte> header = stackalloc byte[Frame.HeaderSize];
        header.Clear();
        _frame.Raw(header);
    }

    /// <summary>Opens the newest file of a journal that was closed, or not even that.</summary>
    private SafeFileHandle Reopen(bool isTorn)
    {
        var path = Path.Combine(Directory, JournalFiles.SegmentName(Segment));
        var file = _files.OpenForAppend(path);
        try
        {
            if (isTorn) _files.Cut(file, _length);
            _files.Sync(file);
            _capacity = HasSpace(file, path) ? Math.Max(_segmentBytes, _length) : _length;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A cut gives back what was set aside, and a copy of the folder never had it.</summary>
    private bool HasSpace(SafeFileHandle file, string path)
    {
        try
        {
            _files.SetAside(file, path, _segmentBytes);
            return true;
        }
        catch (IOException error) when (JournalFiles.IsFull(error))
        {
            return false;
        }
    }

    private void Follow(long bytes, bool beginsCheckpoint)
    {
        // Frames of the next file name what was durable before them, so nothing before them may still be on its way.
        if (_unsynced) Sync();
        var next = Roll(bytes, beginsCheckpoint);
        _file.Dispose();
        _file = next;
    }

    /// <summary>Begins the next file, in which everything is written from now on.</summary>
    private SafeFileHandle Roll(long bytes, bool beginsCheckpoint)
    {
        var needed = SegmentHeader.Size + Frame.HeaderSize + bytes + 16;
        var path = Path.Combine(Directory, JournalFiles.SegmentName(Segment + 1));
        var next = needed > _segmentBytes ? CreateOrRefuse(path, needed) : TakeReserve(path);
        try
        {
            var header = new SegmentHeader(Segment + 1, _sequence + 1, _chain, _store, beginsCheckpoint);
            _files.Write(next, header.Encode(), 0);
            _files.Sync(next);
            _files.SyncDirectory(Directory);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        Segment++;
        _length = SegmentHeader.Size;
        _capacity = Math.Max(needed, _segmentBytes);
        Appended += SegmentHeader.Size;
        return next;
    }

    private SafeFileHandle TakeReserve(string path)
    {
        if (!_hasReserve) return CreateOrRefuse(path, _segmentBytes);
        _files.Rename(Path.Combine(Directory, JournalFiles.ReserveName), path);
        _hasReserve = false;
        return _files.OpenForAppend(path);
    }

    private SafeFileHandle CreateOrRefuse(string path, long bytes)
    {
        try
        {
            return _files.Create(path, bytes);
        }
        catch (IOException error) when (JournalFiles.IsFull(error))
        {
            File.Delete(path);
            throw Full(Directory, error);
        }
    }

    public static StoreException Full(string directory, Exception? cause) => new(
        StoreProblem.Full,
        $"The disk of {directory} is full: new jobs are refused until there is space; running ones still settle.",
        cause);
}
