using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>The settings of queues, and the clock that rates are measured by.</summary>
internal sealed partial class LocalState
{
    private const int PausedFlag = 1;
    private const int LimitsFlag = 2;

    private long? _rateOffset;
    private bool _rateTaken;

    private long _rateWall;

    /// <summary>The latest reading of the clock of rates.</summary>
    public long RateInstant { get; private set; }

    /// <summary>Reads the clock of rates, in ticks. It follows the clock that nobody sets: no step of the wall clock
    /// makes a rate allow more or hold up longer. Only over the time when the store was closed it goes on as the wall
    /// clock did, and never back.</summary>
    public long RateNow(Moment now)
    {
        if (_rateOffset is null)
        {
            var start = RateInstant == 0 ? now.Utc : RateInstant + Math.Max(0, now.Utc - _rateWall);
            _rateOffset = start - now.Monotonic;
        }

        _rateWall = now.Utc;
        return RateInstant = Math.Max(RateInstant, now.Monotonic + _rateOffset.Value);
    }

    /// <summary>Writes where the clock of rates stands, and what the wall clock shows there.</summary>
    public void LogRateInstant(RecordWriter records)
    {
        records.Int64(RateInstant);
        records.Int64(_rateWall);
    }

    /// <summary>Replays what <see cref="LogRateInstant"/> wrote.</summary>
    public void ReadRateInstant(ref RecordReader reader)
    {
        var (instant, wall) = (reader.Int64(), reader.Int64());
        if (instant >= RateInstant) (RateInstant, _rateWall) = (instant, wall);
    }

    public void SetPaused(LocalQueue queue, bool paused)
    {
        queue.Paused = paused;
        if (Log is not null) LogQueue(Log, queue, withLimits: false);
    }

    /// <summary>Sets the limits of a queue. What runs goes on; what the rates counted still counts. Jobs that wait find
    /// their place later (<see cref="Sort"/>), and none is handed out meanwhile that the limits hold back.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="limits">All its limits.</param>
    /// <param name="instant">Now, on the clock of rates.</param>
    public void SetLimits(LocalQueue queue, QueueLimits limits, long instant)
    {
        var gate = queue.Gate ??= new QueueGate(queue);
        var isByKeyAnew = limits.CountsByKey && !gate.Limits.CountsByKey;
        gate.Set(limits, instant, Replaying ? null : Table);
        if (!Replaying && isByKeyAnew)
            foreach (var job in Running.Items)
                if (job.Queue == queue)
                    gate.CountRunning(job);
        // The first slice at once: with no more jobs than that, the limits are in force when the call is answered.
        do gate.Sort(Table, QueueGate.Slice);
        while (Replaying && gate.IsSorting);
        if (!gate.IsNeeded) queue.Gate = null;
        if (Log is not null) LogQueue(Log, queue, withLimits: true);
    }

    /// <summary>Has a change of limits come further into force.</summary>
    /// <returns>Whether that is done.</returns>
    public bool Sort(LocalQueue queue)
    {
        if (queue.Gate is not { } gate) return true;
        if (gate.IsSorting) gate.Sort(Table, QueueGate.Slice);
        if (!gate.IsNeeded) queue.Gate = null;
        return !gate.IsSorting;
    }

    /// <summary>Writes the settings of a queue; without its limits they stay as they are.</summary>
    public void LogQueue(RecordWriter records, LocalQueue queue, bool withLimits)
    {
        records.Byte((byte)RecordKind.QueueSet);
        records.Text(queue.Name);
        records.Byte((byte)((queue.Paused ? PausedFlag : 0) | (withLimits ? LimitsFlag : 0)));
        if (!withLimits) return;
        LogRateInstant(records);
        LimitsCodec.Write(records, queue.Limits);
    }

    /// <summary>Replays a record of <see cref="LogQueue"/>.</summary>
    public void ReadQueue(ref RecordReader reader)
    {
        var queue = Queue(reader.Text());
        var flags = reader.Byte();
        queue.Paused = (flags & PausedFlag) != 0;
        if ((flags & LimitsFlag) == 0) return;
        ReadRateInstant(ref reader);
        SetLimits(queue, LimitsCodec.Read(ref reader), RateInstant);
    }

    private void TakeFrom(QueueGate gate, LocalJob job)
    {
        if (!gate.HasRates) return;
        gate.Take(job, RateInstant);
        _rateTaken = true;
    }

    /// <summary>Says when the hand-outs that follow were, if a rate counts them: replaying the claim counts them again.
    /// </summary>
    private void LogRateClock()
    {
        if (!_rateTaken) return;
        _rateTaken = false;
        Log!.Byte((byte)RecordKind.RateClock);
        LogRateInstant(Log);
    }
}
