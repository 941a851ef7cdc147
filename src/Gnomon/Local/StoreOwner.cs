using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Local.Commands;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Microsoft.Extensions.Logging;

namespace Gnomon.Local;

/// <summary>The one thread that touches the state. It takes the commands that have gathered, carries them out, writes
/// what happened as one group, waits for the disk once for all of them, and answers. While it waits the next group
/// gathers, so the busier the store is, the fewer syncs a job costs.</summary>
internal sealed partial class StoreOwner : IDisposable
{
    private const int MaxGroupCommands = 4096;
    private const int MaxGroupBytes = 8 * 1024 * 1024;
    private const int WorthGathering = 8;
    private const int MaxGatherTurns = 4;

    private static readonly TimeSpan SyncEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Command> _commands = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly List<Command> _group = [];
    private readonly LocalState _state;
    private readonly JournalWriter? _journal;
    private readonly CheckpointDuty? _checkpoint;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly bool _syncsLater;

    private StoreException? _failure;
    private long _lastSync;
    private int _asleep;
    private int _lastGroup;
    private volatile bool _stopping;
    private volatile bool _ended;

    /// <summary>Starts the thread.</summary>
    /// <param name="state">The state, which belongs to the thread from now on.</param>
    /// <param name="journal">Where changes are written, or null for memory only; owned from now on.</param>
    /// <param name="options">When to checkpoint.</param>
    /// <param name="journalBytes">How large the journal was when it was opened.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="logger">Told of trouble with the disk.</param>
    public StoreOwner(
        LocalState state, JournalWriter? journal, LocalStoreOptions options, long journalBytes, TimeProvider time,
        ILogger logger)
    {
        (_state, _journal, _time, _logger) = (state, journal, time, logger);
        _state.Log = journal?.Records;
        if (journal is not null) _checkpoint = new CheckpointDuty(state, journal, options, journalBytes);
        _syncsLater = options.Durability == LocalDurability.Os && journal is not null;
        _thread = new Thread(Run) { IsBackground = true, Name = "gnomon store" };
        _thread.Start();
    }

    /// <summary>Hands a command over and waits for its answer.</summary>
    public Task<T> AskAsync<T>(AnsweredCommand<T> command, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<T>(cancellation);
        if (_stopping) return Task.FromException<T>(Closed());
        _commands.Enqueue(command);
        if (Interlocked.Exchange(ref _asleep, 0) == 1) _wake.Set();
        if (_ended) RefuseRest();
        // Once handed over the command will be carried out; the caller may stop waiting, but not call it back.
        return cancellation.CanBeCanceled ? command.Answer.WaitAsync(cancellation) : command.Answer;
    }

    /// <summary>Answers what has been asked so far, then ends the thread and closes the journal.</summary>
    public void Dispose()
    {
        _stopping = true;
        Interlocked.Exchange(ref _asleep, 0);
        _wake.Set();
        _thread.Join();
        _ended = true;
        RefuseRest();
        _journal?.Dispose();
    }

    private void RefuseRest()
    {
        while (_commands.TryDequeue(out var late)) late.Fail(Closed());
    }

    private static StoreException Closed() => new(StoreProblem.Closed, "The store is closed.");

    private void Run()
    {
        while (true)
        {
            RunGroup();
            var goesOn = StepCheckpoint() && (!_stopping || _checkpoint!.MustEnd);
            if (goesOn || !_commands.IsEmpty) continue;
            if (_stopping) break;
            Sleep();
        }

        if (_failure is null) Guarded(() => _journal?.Sync());
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _asleep, 1);
        if (!_commands.IsEmpty || _stopping)
        {
            Interlocked.Exchange(ref _asleep, 0);
            return;
        }

        if (!_syncsLater) _wake.WaitOne();
        else if (!_wake.WaitOne(SyncEvery)) SyncInTime();
    }

    private void RunGroup()
    {
        LetGroupGather();
        while (_group.Count < MaxGroupCommands && _commands.TryDequeue(out var command))
        {
            if (!MakeRoom(command)) continue;
            Execute(command);
            if (_journal is not null && _journal.Records.Length > MaxGroupBytes) break;
        }

        _lastGroup = _group.Count;
        CommitGroup();
        if (_syncsLater && _time.GetElapsedTime(_lastSync) >= SyncEvery) SyncInTime();
    }

    /// <summary>After a large group its callers come back one after another within microseconds. Going ahead with the
    /// first few would make the others wait for a sync of their own, so the processor is offered to them first.</summary>
    private void LetGroupGather()
    {
        if (_journal is null || _lastGroup < WorthGathering) return;
        for (var turn = 0; turn < MaxGatherTurns && _commands.Count < _lastGroup; turn++) Thread.Yield();
    }

    /// <summary>Refuses a command that the journal could not take, before anything is changed.</summary>
    private bool MakeRoom(Command command)
    {
        if (_journal is null || command.MaxBytes == 0) return true;
        try
        {
            if (_failure is not null) throw _failure;
            var bytes = command.MaxBytes + command.ExtraBytes(_state);
            if (!_journal.HasRoom(bytes))
            {
                CommitGroup();
                if (_failure is not null) throw _failure;
                _journal.EnsureRoom(bytes);
            }

            if (command.Admits && _journal.IsFull) AskForSpace();
            return true;
        }
        catch (StoreException refusal)
        {
            command.Fail(refusal);
        }
        catch (Exception error)
        {
            command.Fail(Stop(error));
        }

        return false;
    }

    private void AskForSpace()
    {
        _journal!.TryReserve();
        if (_journal.IsFull) throw JournalWriter.Full(_journal.Directory, null);
    }

    private void Execute(Command command)
    {
        try
        {
            command.Execute(_state, Moment.Now(_time));
            _group.Add(command);
        }
        catch (InvalidJobException refusal)
        {
            // Thrown before anything was changed.
            command.Fail(refusal);
        }
        catch (Exception error) when (command.MaxBytes == 0)
        {
            // A question changes nothing, so its failure concerns whoever asked and nobody else.
            command.Fail(error);
        }
        catch (Exception error)
        {
            // What is in memory may not be what is in the log any more.
            command.Fail(Stop(error));
        }
    }

    private void CommitGroup()
    {
        if (_failure is null && _journal is { HasRecords: true }) Guarded(_journal.Commit);
        foreach (var command in _group)
        {
            if (_failure is null || command.MaxBytes == 0) command.Complete();
            else command.Fail(_failure);
        }

        _group.Clear();
    }

    private bool StepCheckpoint()
    {
        if (_failure is not null || _checkpoint is null) return false;
        var goesOn = false;
        Guarded(() => goesOn = _checkpoint.Step());
        return goesOn && _failure is null;
    }

    private void SyncInTime()
    {
        _lastSync = _time.GetTimestamp();
        if (_failure is null) Guarded(_journal!.Sync);
    }

    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception error)
        {
            Stop(error);
        }
    }

    /// <summary>Ends all acknowledging: after a failed write or sync nobody knows what the disk holds.</summary>
    private StoreException Stop(Exception error)
    {
        if (_failure is not null) return _failure;
        _failure = new StoreException(
            StoreProblem.Failed,
            $"The store stopped because a write failed: {error.Message} Nothing more is acknowledged; start it again "
            + "once the cause is mended.",
            error);
        WriteFailed(_logger, error);
        return _failure;
    }
}
