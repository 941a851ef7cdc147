using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>Jobs that only one node may run.</summary>
internal sealed partial class LocalState
{
    /// <summary>The pinned jobs by node.</summary>
    private readonly PinIndex _pins = new();

    /// <summary>Pins a waiting job to a node, or to none; a ready one moves to its place there.</summary>
    public void Pin(LocalJob job, string? node)
    {
        var isListed = job.State == JobState.Ready && !Replaying;
        if (isListed) job.Queue.RemoveReady(job);
        if (!Replaying) _pins.Remove(job);
        job.Spec = JobSpecCodec.Encode(JobSpecCodec.Decode(job.Spec) with { Node = node });
        if (!Replaying) _pins.Add(job);
        if (isListed) job.Queue.InsertReady(job);
        if (Log is null) return;
        Log.Byte((byte)RecordKind.Pinned);
        Log.Number(job.Sequence);
        Log.OptionalText(node);
    }

    /// <summary>Ends a waiting job whose node is gone.</summary>
    public void LoseNode(LocalJob job, long now, string? reason)
    {
        Shift(job, JobCause.LoseNode, JobState.Expired, now, job.RunAt, 0);
        if (reason is not null) NoteError(job, reason);
    }

    /// <summary>Says why a job ended that no attempt of it ended.</summary>
    public void NoteError(LocalJob job, string error)
    {
        (job.Details ??= new JobDetails()).Error = error;
        if (Log is null) return;
        Log.Byte((byte)RecordKind.ErrorNoted);
        Log.Number(job.Sequence);
        Log.Text(error);
    }

    /// <summary>The jobs that a filter may accept, newest first: of a node and a state only those.</summary>
    public IEnumerable<LocalJob> NewestFirst(JobFilter filter, long before) => filter is { Node: { } node, State: { } state }
        ? Found(_pins.NewestFirst(node, state, before))
        : Table.NewestFirst(before, filter.State);

    /// <summary>The same oldest first, from <paramref name="from"/> up to but without <paramref name="end"/>. They may
    /// change their state meanwhile.</summary>
    public IEnumerable<LocalJob> OldestFirst(JobFilter filter, long from, long end) =>
        filter is { Node: { } node, State: { } state }
            ? Found(_pins.OldestFirst(node, state, from, end).Take(JobMatch.MaxScan + 1).ToArray())
            : Table.OldestFirst(from, end, filter.State);

    /// <summary>The nodes after <paramref name="after"/> that waiting jobs are pinned to, at most
    /// <paramref name="limit"/>.</summary>
    public Page<PinnedNode> PinnedNodes(string? after, int limit)
    {
        var found = _pins.Nodes
            .Where(entry => after is null || string.CompareOrdinal(entry.Node, after) > 0)
            .Select(entry => new PinnedNode(entry.Node, Waiting(entry.Count), entry.Count(JobState.Running)))
            .Where(node => node.Waiting > 0)
            .Take(limit + 1).ToList();
        return Page<PinnedNode>.ByName(found, limit, node => node.Node);
    }

    private static int Waiting(Func<JobState, int> count) =>
        count(JobState.Ready) + count(JobState.Scheduled) + count(JobState.Blocked);

    private IEnumerable<LocalJob> Found(IEnumerable<long> sequences) => sequences.Select(sequence => Table.Find(sequence)!);
}
