using Gnomon.Jobs;

namespace Gnomon.Redis;

/// <summary>Where jobs stand that this process claimed a while ago, so that the server need not look them up by id when they
/// end. It is a guess, which the server checks against the job itself: an entry may have been overwritten by another job's,
/// or be half of one and half of another when two threads meet.</summary>
internal sealed class ClaimedPlaces
{
    /// <summary>A power of two; several times as many jobs as a process runs at once.</summary>
    private const int Size = 16_384;

    private readonly Entry[] _entries = new Entry[Size];

    /// <summary>Notes the sequence number of a job.</summary>
    public void Note(JobId id, long number) => _entries[IndexOf(id)] = new Entry(id, number);

    /// <summary>The sequence number of a job, or 0 when it is not known.</summary>
    public long Find(JobId id)
    {
        var entry = _entries[IndexOf(id)];
        return entry.Id == id ? entry.Number : 0;
    }

    private static int IndexOf(JobId id) => id.GetHashCode() & (Size - 1);

    private readonly record struct Entry(JobId Id, long Number);
}
