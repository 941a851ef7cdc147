using System.Buffers;

namespace Gnomon.Wire;

/// <summary>A command on its way. Two hold it: the caller, until it has taken the result, and the link, until the answer
/// has been read. Whoever lets go last recycles it, so an abandoned operation still takes its answer off the stream.
/// </summary>
internal abstract class WireOperation : IThreadPoolWorkItem
{
    private int _decided;
    private int _holders;
    private CancellationTokenRegistration _registration;

    /// <summary>Bytes that it occupies in flight.</summary>
    public int Bytes { get; set; }

    /// <summary>The number of the batch that it leaves in.</summary>
    public long Batch { get; set; }

    /// <summary>When it was handed to the link, as a time stamp.</summary>
    public long SentAt { get; set; }

    /// <summary>Replies to pass over before its own.</summary>
    public int Skip { get; set; }

    /// <summary>Whether its outcome is settled, though perhaps not yet delivered.</summary>
    public bool IsDecided => Volatile.Read(ref _decided) != 0;

    /// <summary>Why it failed, or null.</summary>
    protected Exception? Error { get; private set; }

    /// <summary>Gives up waiting, not the command, when the token is cancelled. Called by the caller, before it awaits.
    /// </summary>
    public void WatchFor(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
            _registration = cancellation.UnsafeRegister(
                static (state, token) => ((WireOperation)state!).TryFail(new OperationCanceledException(token)), this);
    }

    /// <summary>Delivers the answer, unless the caller has gone.</summary>
    public void Answer(in ReadOnlySequence<byte> frame)
    {
        if (!TryDecide()) return;
        try
        {
            Parse(frame);
        }
        catch (Exception error)
        {
            Error = error;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Delivers a failure, unless the outcome is settled already.</summary>
    public bool TryFail(Exception error)
    {
        if (!TryDecide()) return false;
        Error = error;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>One of its two holders is done with it.</summary>
    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0) Recycle();
    }

    /// <summary>Runs the caller's continuation on a thread of the pool, never on the reader's.</summary>
    void IThreadPoolWorkItem.Execute() => Deliver();

    /// <summary>Makes the operation ready for a command.</summary>
    protected void Begin()
    {
        _decided = 0;
        _holders = 2;
        Skip = 0;
        Error = null;
    }

    /// <summary>After it no cancellation can reach the operation.</summary>
    protected void StopWatching()
    {
        _registration.Dispose();
        _registration = default;
    }

    /// <summary>Reads the answer, on the reader's thread; what it throws becomes the command's failure.</summary>
    protected abstract void Parse(in ReadOnlySequence<byte> frame);

    /// <summary>Hands result or error to the caller.</summary>
    protected abstract void Deliver();

    /// <summary>Puts the operation where the next command finds it.</summary>
    protected abstract void Recycle();

    private bool TryDecide() => Interlocked.CompareExchange(ref _decided, 1, 0) == 0;
}
