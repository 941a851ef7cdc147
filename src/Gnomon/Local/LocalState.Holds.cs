using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Parts = Gnomon.Codecs.JobSpecCodec.Parts;

namespace Gnomon.Local;

/// <summary>What jobs hold while they live: their unique key, their deadline's watch, their place among their
/// schedule's live jobs; and the changes of what they were asked for.</summary>
internal sealed partial class LocalState
{
    /// <summary>The jobs that hold unique keys.</summary>
    public KeyIndex Keys { get; } = new();

    /// <summary>Gives a job that waits and was never handed out other arguments, with their version and headers.
    /// </summary>
    public void Replace(
        LocalJob job, ReadOnlyMemory<byte> args, int argsVersion, IReadOnlyDictionary<string, string> headers)
    {
        var spec = JobSpecCodec.Decode(job.Spec);
        job.Spec = JobSpecCodec.Encode(spec with { Args = args, ArgsVersion = argsVersion, Headers = headers });
        if (argsVersion != spec.ArgsVersion) Regroup(job, Groups.Of(job.Queue, spec.Handler, argsVersion));
        if (Log is null) return;
        Log.Byte((byte)RecordKind.Replaced);
        Log.Number(job.Sequence);
        Log.Number(argsVersion);
        SpecExtras.WriteHeaders(Log, headers);
        Log.Bytes(args.Span);
    }

    /// <summary>Gives a job that has not ended another priority; a ready one moves to its place there.</summary>
    public void ChangePriority(LocalJob job, byte priority)
    {
        var isListed = job.State == JobState.Ready && !Replaying;
        if (isListed) job.Queue.RemoveReady(job);
        job.Spec = JobSpecCodec.WithPriority(job.Spec, priority);
        if (isListed) job.Queue.InsertReady(job);
        if (Log is null) return;
        Log.Byte((byte)RecordKind.PriorityChanged);
        Log.Number(job.Sequence);
        Log.Byte(priority);
    }

    /// <summary>Gives a new job, or one that was read back, what it holds.</summary>
    private void Hold(LocalJob job)
    {
        if (Replaying || !MayHold(job)) return;
        var spec = JobSpecCodec.Decode(job.Spec);
        if (spec.Key is not null && KeyIndex.Holds(job, spec.Unique)) Keys.Add(job, spec);
        if (!job.State.IsTerminal()) HoldRest(job, spec);
    }

    /// <summary>Gives a revived job what it let go when it ended.</summary>
    private void HoldAgain(LocalJob job)
    {
        if (Replaying || !MayHold(job)) return;
        var spec = JobSpecCodec.Decode(job.Spec);
        var letGo = spec.Unique.Hold != KeyHold.UntilRemoved;
        if (spec.Key is not null && letGo && KeyIndex.Holds(job, spec.Unique)) Keys.Add(job, spec);
        HoldRest(job, spec);
    }

    private void HoldRest(LocalJob job, JobSpec spec)
    {
        if (spec.Deadline is { } deadline) _deadlines.Enqueue(job, deadline.UtcTicks);
        if (spec.Schedule is { } schedule) AddRun(job, schedule);
    }

    /// <summary>Watches the deadline of a job that waits again: its first watch may have ended while it ran.</summary>
    private void WatchDeadline(LocalJob job)
    {
        if (!Replaying && Deadline(job) is var deadline and < long.MaxValue) _deadlines.Enqueue(job, deadline);
    }

    /// <summary>Takes from a job that has ended what it held.</summary>
    private void Unhold(LocalJob job)
    {
        if (Replaying || !JobSpecCodec.Has(job.Spec, Parts.Key | Parts.Schedule)) return;
        var spec = JobSpecCodec.Decode(job.Spec);
        if (spec.Key is not null && !KeyIndex.Holds(job, spec.Unique)) Keys.Remove(job, spec);
        if (spec.Schedule is { } schedule) RemoveRun(job, schedule);
    }

    /// <summary>Takes the key from a job that was just handed out for the first time, if its rule says so.</summary>
    private void ReleaseStartedKey(LocalJob job)
    {
        if (Replaying || !HasRule(job)) return;
        var spec = JobSpecCodec.Decode(job.Spec);
        if (spec.Unique.Hold == KeyHold.UntilStarted) Keys.Remove(job, spec);
    }

    /// <summary>Takes the key from a job that goes for good.</summary>
    private void ReleaseKey(LocalJob job)
    {
        if (!Replaying && HasRule(job)) Keys.Remove(job, JobSpecCodec.Decode(job.Spec));
    }

    /// <summary>Whether a job may have a key with another rule than the default.</summary>
    private static bool HasRule(LocalJob job) =>
        JobSpecCodec.Has(job.Spec, Parts.Key) && JobSpecCodec.Has(job.Spec, Parts.Extras);

    private static bool MayHold(LocalJob job) => job.State.IsTerminal()
        ? HasRule(job)
        : JobSpecCodec.Has(job.Spec, Parts.Key | Parts.Schedule | Parts.Deadline);
}
