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

    /// <summary>The newest instant on the clock of rates that anything was counted at.</summary>
    public long RateInstant { get; private set; }

    /// <summary>Reads the clock of rates, in ticks. It shows UTC when the process begins to use it, or where it stood in
    /// the journal if that is later, and from then on follows the clock that nobody sets: no step of the wall clock
    /// makes a rate allow more or hold up longer.</summary>
    public long RateNow(Moment now)
    {
        _rateOffset ??= Math.Max(now.Utc, RateInstant) - now.Monotonic;
        return RateInstant = Math.Max(RateInstant, now.Monotonic + _rateOffset.Value);
    }

    /// <summary>Sets the clock of rates; for replaying.</summary>
    public void SetRateClock(long instant) => RateInstant = Math.Max(RateInstant, instant);

    public void SetPaused(LocalQueue queue, bool paused)
    {
        queue.Paused = paused;
        if (Log is not null) LogQueue(Log, queue, withLimits: false);
    }

    /// <summary>Sets the limits of a queue. What runs goes on; what the rates counted still counts.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="limits">All its limits.</param>
    /// <param name="instant">Now, on the clock of rates.</param>
    public void SetLimits(LocalQueue queue, QueueLimits limits, long instant)
    {
        SetRateClock(instant);
        // Without a limit by key no job changes its place.
        var moves = !Replaying && (limits.CountsByKey || queue.Gate is { Limits.CountsByKey: true });
        var waiting = moves ? TakeOutReady(queue) : [];
        var others = moves ? Others(queue) : [];
        foreach (var job in waiting.Concat(others)) job.Lane = null;
        queue.Gate = limits == QueueLimits.None ? null : new QueueGate(queue, limits, queue.Gate, instant);
        foreach (var job in others) queue.Gate?.Enter(job);
        foreach (var job in waiting) queue.AppendReady(job);
        if (Log is not null) LogQueue(Log, queue, withLimits: true);
    }

    /// <summary>Writes the settings of a queue; without its limits they stay as they are.</summary>
    public void LogQueue(RecordWriter records, LocalQueue queue, bool withLimits)
    {
        records.Byte((byte)RecordKind.QueueSet);
        records.Text(queue.Name);
        records.Byte((byte)((queue.Paused ? PausedFlag : 0) | (withLimits ? LimitsFlag : 0)));
        if (!withLimits) return;
        records.Int64(RateInstant);
        LimitsCodec.Write(records, queue.Gate?.Limits ?? QueueLimits.None);
    }

    /// <summary>Replays a record of <see cref="LogQueue"/>.</summary>
    public void ReadQueue(ref RecordReader reader)
    {
        var queue = Queue(reader.Text());
        var flags = reader.Byte();
        queue.Paused = (flags & PausedFlag) != 0;
        if ((flags & LimitsFlag) == 0) return;
        var instant = reader.Int64();
        SetLimits(queue, LimitsCodec.Read(ref reader), instant);
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
        Log.Int64(RateInstant);
    }

    private static List<LocalJob> TakeOutReady(LocalQueue queue)
    {
        var jobs = queue.AllReady.OrderBy(job => job.Order).ToList();
        foreach (var job in jobs) queue.RemoveReady(job);
        return jobs;
    }

    /// <summary>The jobs of a queue that limits concern beside the ready ones.</summary>
    private List<LocalJob> Others(LocalQueue queue)
    {
        var jobs = new List<LocalJob>();
        foreach (var job in Running.Items)
            if (job.Queue == queue)
                jobs.Add(job);
        jobs.AddRange(queue.Scheduled.Items);
        return jobs;
    }
}
