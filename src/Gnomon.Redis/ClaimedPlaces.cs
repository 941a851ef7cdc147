using Gnomon.Jobs;

namespace Gnomon.Redis;

/// <summary>Where plain jobs stand that this process claimed a while ago, and with which claim, so that the server need not look
/// them up by id when they end. An entry may have been overwritten by another job's.</summary>
internal sealed class ClaimedPlaces
{
    /// <summary>A power of two; several times as many jobs as a process runs at once.</summary>
    private const int Size = 16_384;

    private readonly ClaimedPlace?[] _places = new ClaimedPlace?[Size];

    /// <summary>Notes a job that has been claimed.</summary>
    public void Note(ClaimedPlace place) => Volatile.Write(ref _places[IndexOf(place.Job)], place);

    /// <summary>Where a job stands, or null when it is not known.</summary>
    public ClaimedPlace? Find(JobId job) =>
        Volatile.Read(ref _places[IndexOf(job)]) is { } place && place.Job == job ? place : null;

    private static int IndexOf(JobId id) => id.GetHashCode() & (Size - 1);
}
