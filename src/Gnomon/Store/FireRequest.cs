using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>Decides ticks of one schedule in one commit: makes the jobs, records the skips, moves the mark.</summary>
/// <param name="Schedule">The schedule's id.</param>
/// <param name="ExpectedRevision">The revision the ticks were computed from.</param>
/// <param name="ExpectedMark">The mark they were computed from; another one means that somebody else fired.</param>
/// <param name="NewMark">The mark from now on; never earlier than <paramref name="ExpectedMark"/> unless nothing fires.
/// </param>
public sealed record FireRequest(
    string Schedule, long ExpectedRevision, DateTimeOffset ExpectedMark, DateTimeOffset NewMark)
{
    /// <summary>The decided ticks, oldest first. The job of one that runs is found in <see cref="Jobs"/>; when its key
    /// is taken, the store records the tick as a skip, or with the job that it changed.</summary>
    public IReadOnlyList<Tick> Ticks { get; init; } = [];

    /// <summary>The jobs of the ticks that run.</summary>
    public IReadOnlyList<JobDraft> Jobs { get; init; } = [];
}
