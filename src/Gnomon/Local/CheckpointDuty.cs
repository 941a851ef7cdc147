using Gnomon.Codecs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>Keeps the journal short: when it has grown enough, writes the live state again, a slice for each group of
/// commands, and then drops the older files.</summary>
internal sealed class CheckpointDuty
{
    private readonly LocalState _state;
    private readonly JournalWriter _journal;
    private readonly long _every;
    private readonly RecordWriter _slice = new(1 << 16);

    private Checkpoint? _running;
    private long _startedAt;
    private long _lastSize;

    public CheckpointDuty(LocalState state, JournalWriter journal, LocalStoreOptions options, long journalBytes)
    {
        (_state, _journal, _every) = (state, journal, options.CheckpointBytes);
        // What is there counts as growth, but for a salvaged journal, whose damage must go at once.
        _startedAt = -journalBytes;
        if (options.Salvage) _startedAt = -Math.Max(journalBytes, _every);
        MustEnd = options.Salvage;
    }

    /// <summary>Whether the store may not close before a checkpoint has ended: until then the damage that a salvage
    /// passed over is still there, and would keep the store from being opened without one.</summary>
    public bool MustEnd { get; private set; }

    /// <summary>Does one step, if there is one to do. There are no records waiting before or after.</summary>
    /// <returns>Whether there is more to do now.</returns>
    public bool Step()
    {
        if (_running is null && !TryBegin()) return false;
        var isLast = _running!.Continue(_state, _slice);
        try
        {
            _journal.EnsureRoom(_slice.Length);
        }
        catch (StoreException full) when (full.Problem == StoreProblem.Full)
        {
            _running.TakeBack();
            _slice.Clear();
            return false;
        }

        _journal.Records.Raw(_slice.Written);
        _slice.Clear();
        if (_journal.HasRecords) _journal.Commit();
        if (isLast) End();
        return _running is not null;
    }

    private bool TryBegin()
    {
        var growth = _journal.Appended - _startedAt;
        if (growth < Math.Max(_every, 2 * _lastSize) || _journal.IsFull) return false;
        _journal.BeginCheckpointFile();
        _startedAt = _journal.Appended;
        _running = Checkpoint.Begin(_state, _journal);
        _journal.Commit();
        return true;
    }

    private void End()
    {
        _journal.Sync();
        _journal.DropBefore(_running!.Segment);
        _lastSize = _journal.Appended - _startedAt;
        _running = null;
        MustEnd = false;
    }
}
